# Records of a JUnit report as gotestsum writes it, an element per line: passed, failed or file; seconds; name.
function attribute(name) { return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
function room(path) { sub(/.*\/provider\/?/, "", path); return path == "" ? "provider" : path }
function flush() { if (result != "" && result != "skipped") print result "\t" test; result = "" }
/<testsuite / { print "file\t" attribute("time") "\t" room(attribute("name")) }
/<testcase / { flush(); result = "passed"; test = attribute("time") "\t" room(attribute("classname")) " " attribute("name") }
/<failure/ { result = "failed" }
/<skipped/ { result = "skipped" }
END { flush() }
