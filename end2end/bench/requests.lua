-- Sends prepared requests, each once: one file for every thread, one request target in every line.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  lines = io.open(args[1] .. "." .. number, "r")
  head = " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port .. "\r\n" .. (args[2] or "") .. "\r\n"
  method = args[3] or "GET"
end

function request()
  local line = lines:read("*l")
  if line == nil then -- more requests than were prepared: begin again where that is allowed, else it shows as errors
    lines:seek("set")
    line = lines:read("*l")
  end
  return method .. " " .. line .. head
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"micros":%d,"p50":%d,"p99":%d,"errors":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
