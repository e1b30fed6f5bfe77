/**
 * Returns the lines that keep a process of a node from all that it does not need: it writes the data folder alone and
 * has no capabilities. GPUs stay visible, and `MemoryDenyWriteExecute` is left out, because just-in-time compilers such
 * as that of Node.js write what they execute. A call that is not allowed fails and does not end the process: runtimes try
 * what newer kernels offer, and go on without it.
 *
 * @see https://www.freedesktop.org/software/systemd/man/252/systemd.exec.html#Sandboxing
 */
export function renderSandbox(dataFolder: string): string {
  return `UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=${dataFolder}
ProtectHome=yes
PrivateTmp=yes
DevicePolicy=closed
DeviceAllow=char-nvidia* rw
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM`;
}
