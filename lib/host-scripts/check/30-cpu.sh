# The CPU: how many there are, and whether it carries virtual machines.

# The product supports one or two physical CPUs.
readonly MAX_SOCKETS=2

# One line per online logical CPU: physical package, tab, core. A core is known by the threads that
# share it, because core ids repeat between the dies of one package on older kernels.
threads_from_sys() {
  for topology in "$root"/sys/devices/system/cpu/cpu[0-9]*/topology; do
    { read -r package <"$topology/physical_package_id"; } 2>/dev/null || continue
    { read -r core <"$topology/core_cpus_list"; } 2>/dev/null ||
      { read -r core <"$topology/thread_siblings_list"; } 2>/dev/null || continue
    printf '%s\t%s\n' "$package" "$core"
  done
}

# The same from /proc/cpuinfo, for kernels that show no topology in /sys.
threads_from_proc() {
  [ -r "$root/proc/cpuinfo" ] || return 0
  awk -F '[ \t]*: *' '
    function flush() { if (cpu != "") print package "\t" (core == "" ? "cpu" cpu : core) }
    $1 == "processor" { flush(); cpu = $2; package = 0; core = "" }
    $1 == "physical id" { package = $2 }
    $1 == "core id" { core = $2 }
    END { flush() }' "$root/proc/cpuinfo"
}

# sockets, cores per socket, threads per core, even|uneven. Where cores or sockets differ (hybrid
# CPUs, threads taken offline) the smallest counts, so that a share is never more than it says.
count_topology() {
  awk -F '\t' '
    { if (!(($1, $2) in threads)) { if (!($1 in cores)) sockets++; cores[$1]++ }
      threads[$1, $2]++ }
    function range(values, key) {
      low = high = 0
      for (key in values) {
        if (low == 0 || values[key] < low) low = values[key]
        if (values[key] > high) high = values[key]
      }
      if (low != high) shape = "uneven"
      return low
    }
    END { shape = "even"; c = range(cores); t = range(threads); print sockets + 0, c, t, shape }'
}

read_topology() {
  lines=$(threads_from_sys)
  [ -n "$lines" ] || lines=$(threads_from_proc)
  printf '%s' "${lines:+$lines
}" | count_topology
}

check_cpu() {
  # shellcheck disable=SC2046 # four words, split on purpose
  set -- $(read_topology)
  fact cpu "$1" "$2" "$3"
  if [ "$1" -ge 1 ] && [ "$1" -le "$MAX_SOCKETS" ]; then
    pass cpu.sockets "$1 physical CPU(s), $2 core(s) each, $3 thread(s) per core"
  else
    fail cpu.sockets "the host has $1 physical CPUs, supported are 1 to $MAX_SOCKETS" \
      'take the host out of kvm.host.range'
  fi
  if [ "$4" = uneven ]; then
    warn cpu.topology "its cores or sockets differ; counted as $2 core(s) with $3 thread(s) each" \
      'expect a smaller share than kvm.cpu.percentage of all threads, or turn hyper-threading off'
  fi
  expect facts.sockets "$1" "${QK_EXPECT_SOCKETS:-}"
  expect facts.cores-per-socket "$2" "${QK_EXPECT_CORES_PER_SOCKET:-}"
  expect facts.threads-per-core "$3" "${QK_EXPECT_THREADS_PER_CORE:-}"
}

virtualization_flag() {
  case " $(cpu_flags) " in
    *' vmx '*) echo vmx ;;
    *' svm '*) echo svm ;;
    *) echo none ;;
  esac
}

cpu_flags() { sed -n '/^flags[[:blank:]]*:/{s/^[^:]*://;p;q;}' "$root/proc/cpuinfo" 2>/dev/null; }

# Whether the kernel has said since it started that the firmware keeps virtualization switched off.
firmware_refuses() {
  dmesg 2>/dev/null | grep -Eiq '(kvm|vmx|svm).*(disabled|not enabled).*bios'
}

in_container() {
  [ -e "$root/run/systemd/container" ] || [ -e "$root/run/.containerenv" ] || [ -e "$root/.dockerenv" ]
}

readonly FIRMWARE_CURE='enable Intel Virtualization Technology (VT-x) or SVM Mode (AMD-V) in the firmware settings of the host and switch it off and on'

check_virtualization() {
  flag=$(virtualization_flag)
  fact virtualization "$flag"
  if [ "$virtualization_type" = qemu ]; then
    pass cpu.virtualization 'not needed: kvm.virtualization.type is qemu'
  elif [ "$flag" != none ]; then
    pass cpu.virtualization "$flag"
    check_kvm_device "$flag"
  else
    check_missing_flag
  fi
}

check_missing_flag() {
  case " $(cpu_flags) " in
    *' hypervisor '*)
      fail cpu.virtualization '/proc/cpuinfo shows neither vmx nor svm: the host is itself a virtual machine that does not get them' \
        'enable nested virtualization for it at its hypervisor (with KVM: kvm_intel or kvm_amd nested=1 and CPU mode host-passthrough), or set kvm.virtualization.type to qemu for a lab'
      ;;
    *) fail cpu.virtualization '/proc/cpuinfo shows neither vmx nor svm' "$FIRMWARE_CURE" ;;
  esac
}

# The flag is there: what keeps the device away?
check_kvm_device() {
  if [ "$1" = vmx ]; then module=kvm_intel; else module=kvm_amd; fi
  if [ -e "$root/dev/kvm" ]; then
    pass cpu.kvm '/dev/kvm is there'
  elif in_container; then
    fail cpu.kvm '/dev/kvm is missing: the host is a container that does not get it' \
      'give the container the device /dev/kvm, or name the machine itself in kvm.host.range'
  elif firmware_refuses; then
    fail cpu.kvm "/dev/kvm is missing: the CPU has $1, but the firmware keeps it switched off" "$FIRMWARE_CURE"
  elif [ -d "$root/sys/module/$module" ]; then
    fail cpu.kvm "/dev/kvm is missing although the module $module is loaded" \
      "run \"modprobe -r $module && modprobe $module && udevadm settle\" on the host and see \"dmesg\""
  else
    warn cpu.kvm "/dev/kvm is missing: the module $module is not loaded" \
      "run \"modprobe $module\" on the host; if that is refused, $FIRMWARE_CURE"
  fi
}
