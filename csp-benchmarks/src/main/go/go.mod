module dev.csp/benchmarks

go 1.19
