-- Makes wrk post what the others post. Paths are from the root of the repository.
local file = assert(io.open("bench/peers/order.json", "rb"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = file:read("*a")
file:close()
