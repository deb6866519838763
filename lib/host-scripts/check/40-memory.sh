# Memory: what the host has, and what of it is left for the VM.

# Memory that stays with the host's own system.
readonly HOST_RESERVE_GIB=2

meminfo_kib() {
  sed -n "s/^$1: *\([0-9]*\) kB\$/\1/p" "$root/proc/meminfo" 2>/dev/null | grep . || echo 0
}

check_memory() {
  total_kib=$(meminfo_kib MemTotal)
  fact memory "$total_kib"
  if [ -n "${QK_MEMORY_GIB:-}" ]; then
    check_memory_size
    check_huge_pages
    check_commitment
  fi
  expect facts.memory $((total_kib / KIB_PER_GIB)) "${QK_EXPECT_MEMORY_GIB:-}"
}

check_memory_size() {
  total_gib=$((total_kib / KIB_PER_GIB))
  needed_gib=$((QK_MEMORY_GIB + HOST_RESERVE_GIB))
  if [ "$total_kib" -ge $((needed_gib * KIB_PER_GIB)) ]; then
    pass memory.size "$total_gib GiB, needed are $needed_gib GiB"
  else
    largest_gib=$((total_gib - HOST_RESERVE_GIB))
    fail memory.size "kvm.memory.size.gb $QK_MEMORY_GIB needs $needed_gib GiB ($HOST_RESERVE_GIB GiB stay with the host), the host has $total_gib GiB" \
      "set kvm.memory.size.gb to $((largest_gib > 0 ? largest_gib : 0)) or less for this host, or add memory"
  fi
}

# Huge pages of all sizes, used or not: no other memory comes from them.
huge_pages_kib() {
  sum=0
  for size in "$root"/sys/kernel/mm/hugepages/hugepages-*kB; do
    pages=$(line_of "$size/nr_hugepages")
    kib=${size##*-}
    sum=$((sum + ${pages:-0} * ${kib%kB}))
  done 2>/dev/null
  echo "$sum"
}

check_huge_pages() {
  huge_kib=$(huge_pages_kib)
  left_kib=$((total_kib - huge_kib))
  if [ "$huge_kib" = 0 ]; then
    pass memory.hugepages 'none are reserved'
  elif [ "$left_kib" -ge $(((QK_MEMORY_GIB + HOST_RESERVE_GIB) * KIB_PER_GIB)) ]; then
    warn memory.hugepages "$(gib_up "$huge_kib") GiB are reserved as huge pages, which the VM does not use; the rest suffices" \
      'give them back with "sysctl -w vm.nr_hugepages=0" and in /etc/sysctl.d or the kernel command line, unless another program needs them'
  else
    fail memory.hugepages "$(gib_up "$huge_kib") GiB are reserved as huge pages, $((left_kib / KIB_PER_GIB)) GiB are left, needed are $((QK_MEMORY_GIB + HOST_RESERVE_GIB)) GiB" \
      'give them back with "sysctl -w vm.nr_hugepages=0" and in /etc/sysctl.d or the kernel command line, or lower kvm.memory.size.gb'
  fi
}

# KiB that other VMs have from ordinary memory: those running, then all that are defined.
other_machines_kib() {
  domain_properties | awk -F '\t' -v own="$own_machine" '
    $1 == own { next }
    $2 == "memory" && $3 + 0 > memory[$1] { memory[$1] = $3 + 0 }
    $2 == "running" { running[$1] = 1 }
    $2 == "hugepages" { huge[$1] = 1 }
    END {
      for (name in memory) if (!(name in huge)) { all += memory[name]; if (name in running) now += memory[name] }
      printf "%d %d\n", now, all
    }'
}

check_commitment() {
  # shellcheck disable=SC2046 # two words, split on purpose
  set -- $(other_machines_kib)
  free_kib=$((total_kib - huge_kib - (QK_MEMORY_GIB + HOST_RESERVE_GIB) * KIB_PER_GIB))
  cure='shut VMs down, lower their memory (virsh setmaxmem --config) or kvm.memory.size.gb, or add memory'
  if [ "$2" = 0 ]; then
    pass memory.committed 'no other VM'
  elif [ "$1" -gt 0 ] && [ "$1" -gt "$free_kib" ]; then
    fail memory.committed "$(commitment "$1") run already" "$cure"
  elif [ "$2" -gt "$free_kib" ]; then
    warn memory.committed "$(commitment "$2") are defined; not all can run at once" "$cure"
  else
    pass memory.committed "$(gib_up "$2") GiB for other VMs"
  fi
}

commitment() {
  echo "kvm.memory.size.gb $QK_MEMORY_GIB and $HOST_RESERVE_GIB GiB for the host are too much beside huge pages of $(gib_up "$huge_kib") GiB and other VMs: of $((total_kib / KIB_PER_GIB)) GiB, $(gib_up "$1") GiB belong to VMs that"
}
