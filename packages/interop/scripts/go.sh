needs go
# What go.mod and go.sum say is what is built; the toolchain is the one that is there.
export GOFLAGS='-mod=readonly -buildvcs=false' GOTOOLCHAIN=local
cd "$program" || exit 1
quietly go mod download || leave_out "the modules cannot be had: $(last_words)"
quietly go vet . || give_up "go vet"
quietly go build -o "$cache/interop" . || give_up "go build"
runs_by "'$cache/interop'"
echo "go: nats.go $(go list -m -f '{{.Version}}' github.com/nats-io/nats.go), $(go env GOVERSION)"
