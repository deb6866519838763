# shellcheck shell=sh
# A quick look at this host: whether what preparation made still holds, and which VMs made from here it
# has. It asks as preparation does, with parts of that script before this one, and changes nothing.
#
# Prints lines, fields separated by tabs; what else is printed on the way means nothing:
#   LOOK  package  NAME                        preparation installs it, and it is missing
#   LOOK  libvirt  held|absent|silent|stuck|manual
#                  absent: not installed; silent: does not run; stuck: runs and does not answer;
#                  manual: does not start with the host
#   LOOK  group    held|gone                   the login may use libvirt's socket
#   LOOK  pool     held|undefined|inactive|elsewhere|manual
#   LOOK  folder   held|gone                   that of the pool
#   LOOK  hook     held|gone|changed           of hosts with data disks alone
#   LOOK  given    held|gone                   the record of the VM and its disks
#   LOOK  machine  UUID  NAME  [tagged]  UUID-OF-TAG  DEPLOYMENT-OF-TAG
#   LOOK  volume   NAME  BYTES                  one that is asked for; the size of its file
#   LOOK  network  NAME  DEPLOYMENT-OF-TAG      one that is asked for, with our tag, and that no other VM uses
#   LOOK  end                                  the last line
# What cannot be known, as the pool where libvirt does not answer, is left out.
#
# Parameters beside those of preparation:
#   QK_LOOK_PREPARED   yes: preparation has run with these parameters, and is asked about
#   QK_LOOK_MACHINE    name of the VM that is to be told also without our tag
#   QK_LOOK_POOL, QK_LOOK_VOLUMES, QK_LOOK_NETWORKS
#                      what the VM is to have and what no state holds
QK_LOOK_PREPARED=${QK_LOOK_PREPARED:-}
QK_LOOK_MACHINE=${QK_LOOK_MACHINE:-}
QK_LOOK_POOL=${QK_LOOK_POOL:-}
QK_LOOK_VOLUMES=${QK_LOOK_VOLUMES:-}
QK_LOOK_NETWORKS=${QK_LOOK_NETWORKS:-}

# A libvirt that hangs must not cost more than a host that is dead.
LIBVIRT_ANSWER_SECONDS=5

look() {
  printf LOOK
  printf '\t%s' "$@"
  echo
}
