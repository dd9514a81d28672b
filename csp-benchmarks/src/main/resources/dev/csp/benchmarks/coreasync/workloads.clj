(ns dev.csp.benchmarks.coreasync.workloads
  "The workloads of dev.csp.benchmarks.peers.Peer, by go blocks."
  (:require [clojure.core.async :refer [<! <!! >! alts! chan go offer! poll! timeout]])
  (:import (dev.csp.benchmarks.peers Chain Jobs Jobs$Job Tokens)))

(set! *warn-on-reflection* true)

(def ^:private token Tokens/TOKEN)
(def ^:private stop Tokens/STOP)

(defn- channel [capacity]
  (if (zero? capacity) (chan) (chan capacity)))

(defn- join
  "Waits for go blocks. One that failed has closed its channel, and said why on standard error."
  [blocks]
  (doseq [block blocks]
    (when (nil? (<!! block))
      (throw (IllegalStateException. "a go block failed")))))

(defn- send-all [out values]
  (go
    (loop [i 0]
      (if (< i values)
        (do (>! out token)
            (recur (inc i)))
        :done))))

(defn- receive-all [in values]
  (go
    (loop [i 0]
      (if (< i values)
        (do (Tokens/check (<! in))
            (recur (inc i)))
        :done))))

;; Pairs and crowds.

(defn pair [values capacity]
  (let [c (channel capacity)]
    (join [(send-all c values) (receive-all c values)])))

(defn ping-pong [round-trips]
  (let [there (chan)
        back (chan)]
    (join
      [(go
         (loop [i 0]
           (if (< i round-trips)
             (do (>! there token)
                 (Tokens/check (<! back))
                 (recur (inc i)))
             :done)))
       (go
         (loop [i 0]
           (if (< i round-trips)
             (do (>! back (<! there))
                 (recur (inc i)))
             :done)))])))

(defn crowd [per-side values-each capacity]
  (let [c (channel capacity)]
    (join
      (doall
        (mapcat (fn [_] [(send-all c values-each) (receive-all c values-each)])
                (range per-side))))))

;; Rows.

(defn- pass-on [in out]
  (go
    (loop []
      (let [value (<! in)]
        (>! out value)
        (if (identical? value stop)
          :done
          (recur))))))

(defn chain [length]
  (let [channels (vec (repeatedly (inc length) chan))
        row (mapv pass-on channels (rest channels))
        in (first channels)
        out (peek channels)]
    (reify Chain
      (pass [_ values]
        (join [(send-all in values) (receive-all out values)]))
      (end [_]
        (join [(go (>! in stop))
               (go (<! out))])
        (join row)))))

(defn- source [out ^objects numbers]
  (go
    (loop [i 2]
      (if (< i (alength numbers))
        (do (>! out (aget numbers i))
            (recur (inc i)))
        (do (>! out stop)
            :done)))))

(defn- sieve-filter [in out prime]
  (go
    (loop []
      (let [value (<! in)]
        (if (identical? value stop)
          (do (>! out stop)
              :done)
          (do (when-not (zero? (rem value prime))
                (>! out value))
              (recur)))))))

(defn sieve [last-number]
  (let [numbers (Tokens/numbers last-number)
        start (chan)
        blocks (atom [(source start numbers)])
        primes (<!! (go
                      (loop [in start
                             primes 0]
                        (let [value (<! in)]
                          (if (identical? value stop)
                            primes
                            (let [out (chan)]
                              (swap! blocks conj (sieve-filter in out value))
                              (recur out (inc primes))))))))]
    (join @blocks)
    primes))

;; Fans. The hints are here because a go block loses its own.

(defn- run-job [^Jobs$Job job]
  (.run job))

(defn- result-of ^long [^Jobs$Job job]
  (.result job))

(defn- worker [in out]
  (go
    (loop []
      (let [job (<! in)]
        (if (identical? job stop)
          :done
          (do (run-job job)
              (>! out job)
              (recur)))))))

(defn fan [workers ^objects jobs capacity]
  (let [out (channel capacity)
        in (channel capacity)
        blocks (mapv (fn [_] (worker out in)) (range workers))
        source (go
                 (loop [i 0]
                   (when (< i (alength jobs))
                     (>! out (aget jobs i))
                     (recur (inc i))))
                 (loop [i 0]
                   (if (< i workers)
                     (do (>! out stop)
                         (recur (inc i)))
                     :done)))
        sum (<!! (go
                   (loop [i 0
                          sum 0]
                     (if (< i (alength jobs))
                       (let [job (<! in)]
                         (recur (inc i) (unchecked-add (long sum) (result-of job))))
                       sum))))]
    (join (conj blocks source))
    sum))

;; Selects.

(defn- select-all
  "Selects so many times; ports makes the ports anew for each."
  [ports times]
  (go
    (loop [i 0]
      (if (< i times)
        (let [[value] (alts! (ports))]
          (Tokens/check (if (true? value) token value))
          (recur (inc i)))
        :done))))

(defn select-receive [cases values-each capacity]
  (let [channels (vec (repeatedly cases #(channel capacity)))]
    (join
      (conj (mapv #(send-all % values-each) channels)
            (select-all (constantly channels) (* cases values-each))))))

(defn select-with-done-and-timer [values capacity]
  (let [c (channel capacity)
        done (chan)]
    (join
      [(select-all #(vector [c token] done (timeout 1000)) values)
       (select-all #(vector c done (timeout 1000)) values)])))

(defn select-both-ways [per-side selects-each]
  (let [there (chan)
        back (chan)
        left [[there token] back]
        right [[back token] there]]
    (join
      (doall
        (mapcat (fn [_] [(select-all (constantly left) selects-each)
                         (select-all (constantly right) selects-each)])
                (range per-side))))))

(defn select-popular [receivers rounds]
  (let [popular (chan)
        own (vec (repeatedly receivers chan))
        blocks (mapv #(select-all (constantly [popular %]) rounds) own)]
    (join
      (conj blocks
            (go
              (loop [i 0]
                (if (< i (* rounds receivers))
                  (do (>! (nth own (rem i receivers)) token)
                      (recur (inc i)))
                  :done)))))))

;; What does not wait.

(defn try-send [times capacity]
  (let [c (channel capacity)]
    (dotimes [_ capacity]
      (when-not (offer! c token)
        (throw (IllegalStateException. "the channel was full too early"))))
    (dotimes [_ times]
      (when (offer! c token)
        (throw (IllegalStateException. "the channel was not full"))))))

(defn try-receive [times capacity]
  (let [c (channel capacity)]
    (dotimes [_ times]
      (when (poll! c)
        (throw (IllegalStateException. "the channel was not empty"))))))

(defn make-channels [^objects channels capacity]
  (dotimes [i (alength channels)]
    (aset channels i (channel capacity))))

(defn start-and-join [blocks]
  (join (mapv (fn [_] (go :done)) (range blocks))))
