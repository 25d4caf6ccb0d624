-- Each request is an alert of its own.  wrk -s alerts.lua URL -- BODYFILE TOKEN
local body, token, serial, salt = nil, nil, 0, tostring({}):sub(8)
function init(args)
    local file = assert(io.open(args[1], "rb"))
    body, token = file:read("*a"), args[2]
    file:close()
end
function request()
    serial = serial + 1
    local own = body:gsub("@SERIAL@", salt .. "-" .. serial)
    return wrk.format("POST", nil, {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"}, own)
end
