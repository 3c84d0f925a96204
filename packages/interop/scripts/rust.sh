needs cargo
cd "$program" || exit 1
quietly cargo fetch --locked || leave_out "the crates cannot be had: $(last_words)"
quietly cargo build --locked --offline --target-dir "$cache/target" || give_up "cargo build"
runs_by "'$cache/target/debug/interop'"
version=$(cargo tree --locked --offline --depth 1 | sed -n 's/.*async-nats v\([^ ]*\).*/\1/p')
echo "rust: async-nats $version, $(cargo --version)"
