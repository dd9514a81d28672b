(ns dev.csp.benchmarks.coreasync.executors
  "What core.async runs its go blocks on, in the benchmarks."
  (:import (java.util.concurrent Executors ThreadFactory)))

(def ^:private dispatch
  (delay
    (Executors/newFixedThreadPool
      (Integer/getInteger "dev.csp.benchmarks.coreasync.threads")
      (reify ThreadFactory
        (newThread [_ task]
          (doto (Thread. ^Runnable task "core.async")
            (.setDaemon true)))))))

(defn factory
  "Go blocks get as many threads as the others have carriers, for everything else core.async's own choice."
  [workload]
  (when (= workload :core-async-dispatch) @dispatch))
