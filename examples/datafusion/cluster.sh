# Starts and stops a cluster on the loopback; the scripts beside this one source it. They set `program` and `work`, a folder.
# shellcheck shell=bash disable=SC2154

pids=()

stop_cluster() {
  # An executor that is asked to stop waits for its tasks.
  for pid in "${pids[@]}"; do
    kill -9 "$pid" 2>/dev/null || true
  done
  for pid in "${pids[@]}"; do
    wait "$pid" 2>/dev/null || true
  done
  pids=()
}

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# start_cluster EXECUTORS: `scheduler` is its address then, and the process of executor N is ${pids[N]}.
start_cluster() {
  scheduler=127.0.0.1:$(free_port)
  "$program" scheduler --listen "$scheduler" --executor-timeout 10 >"$work/scheduler.log" 2>&1 &
  pids=($!)
  for number in $(seq "$1"); do
    mkdir -p "$work/executor-$number"
    "$program" executor --scheduler "$scheduler" --port "$(free_port)" --grpc-port "$(free_port)" --cores 1 --heartbeat 2 \
      --work-dir "$work/executor-$number" >"$work/executor-$number.log" 2>&1 &
    pids+=($!)
  done
  # Ready when every executor has said that it is there.
  for _ in $(seq 300); do
    if [ "$(curl --silent "http://$scheduler/readyz" --output /dev/null --write-out '%{http_code}')" = 200 ]; then
      sleep 2
      return
    fi
    sleep 0.2
  done
  echo "the cluster did not start:" >&2
  cat "$work"/*.log >&2
  return 1
}
