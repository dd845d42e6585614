-- wrk's requests: the paths of a file, in an order that is random but the same in each run. One line of JSON at the end.
local requests = {}

function init(arguments)
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  math.randomseed(175)
end

function request()
  return requests[math.random(#requests)]
end

function done(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "bad": %d, "bytes": %d, "median_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, bad, summary.bytes,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
