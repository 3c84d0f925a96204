# The dependencies are this package's own.
needs node
version=$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).version' \
  "$package/node_modules/@nats-io/kv/package.json" 2>> "$cache/log") || leave_out "@nats-io/kv is not installed"
runs_by "node '$program/main.mjs'"
echo "javascript: @nats-io/kv $version, node $(node --version)"
