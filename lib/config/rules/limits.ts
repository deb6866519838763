/**
 * Every limit of the configuration, once: the checks, the messages and (by a test)
 * docs/configuration.md use these figures.
 */
export const limits = {
  /** The file, bytes. A thousand hosts with an override each need a tenth of it. */
  fileBytes: 1024 * 1024,
  /** Hosts in one file. */
  hosts: 4096,
  /** The VM's share of one physical CPU, percent; the vendor leaves a fifth to the host. */
  cpuPercentage: { min: 5, max: 80 },
  /** VM number: three digits. */
  vmNumber: { min: 0, max: 999 },
  /** Whatever makes a VM number from an octet of 1…254. */
  vmNumberInterval: { min: -254, max: 998 },
  /** GiB: ext4 holds no larger file than 16 TiB. */
  systemSizeGib: { min: 1, max: 16384 },
  /** GiB: beyond any two-socket server; what the host really has is checked against its facts. */
  memorySizeGib: { min: 1, max: 16384 },
  /** Further NICs: one octet of the MAC address and the q35 root ports allow more than anyone wires. */
  networkNumber: { min: 0, max: 15 },
  port: { min: 1, max: 65535 },
  /** QEMU counts VNC displays from 5900. */
  vncPortBase: { min: 5900, max: 65535 },
  shutdownTimeoutSeconds: { min: 1, max: 3600 },
  /** IFNAMSIZ of Linux is 16 with the closing zero. */
  bridgeNameLength: 15,
  /** useradd of shadow-utils. */
  loginNameLength: 32,
  /** A label of RFC 1123; Linux itself allows 64 for a host name. */
  vmNameLength: 63,
  /** Physical CPUs of a host: the vendor's rule. */
  sockets: { min: 1, max: 2 },
  /** GiB that the host itself keeps. */
  hostReserveGib: 2,
  /** Path of the storage pool; leaves room for a volume's name below PATH_MAX. */
  pathLength: 255,
} as const;
