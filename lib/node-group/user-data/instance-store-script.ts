/** Where the script is kept on the instance. */
export const INSTANCE_STORE_SCRIPT_PATH = '/usr/local/sbin/elastic-fleet-instance-store';

/** systemd unit that runs the script at each boot; what needs the devices requires it. */
export const INSTANCE_STORE_UNIT = 'elastic-fleet-instance-store.service';

/**
 * Returns the bash script that assembles every instance-store device and mounts the result at `mountPath`.
 *
 * - One device is used as it is; several become one RAID0 array.
 * - A file system that is already there is mounted, never formatted: data survives a reboot. After stop and start the
 *   devices are new and empty, and are set up anew.
 * - It exits with a status other than 0, and says why in the journal, if there is no device or a device carries
 *   something else than XFS.
 * - There is no line in fstab: one that fails would block the boot, and one with `nofail` would hide the failure.
 * - `mkfs.xfs -K` skips the trim, since volumes are trimmed before the instance gets them.
 * - XFS tools are part of Amazon Linux 2023 and mdadm is not: with several devices it is installed from the
 *   distribution's repository, which lies in S3 and is reached through a gateway endpoint, without NAT. An image of
 *   your own that carries mdadm saves the few seconds.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ssd-instance-store.html
 * @see https://repost.aws/knowledge-center/ec2-al1-al2-update-yum-without-internet
 */
export function renderInstanceStoreScript(mountPath: string): string {
  return [renderSettings(mountPath), REPORTING, DEVICES, ARRAY, FILE_SYSTEM, MAIN].join('\n');
}

function renderSettings(mountPath: string): string {
  return `#!/bin/bash
# Assembles every instance-store device into one XFS file system and mounts it. Runs at each boot.
set -euo pipefail
shopt -s inherit_errexit
readonly MOUNT_PATH='${mountPath}'
readonly DEVICE_LINKS='/dev/disk/by-id'
readonly ARRAY='/dev/md/fleet'
readonly LABEL='fleet-nvme'
`;
}

const REPORTING = `report() {
  logger --stderr --tag elastic-fleet-instance-store -- "$1"
}

fail() {
  report "error: $1"
  exit 1
}
`;

const DEVICES = `# A device has several links, and its partitions have links too; whole devices are printed once.
list_devices() {
  local link
  for link in "$DEVICE_LINKS"/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
    if [[ -e "$link" && "$link" != *-part* ]]; then
      readlink --canonicalize "$link"
    fi
  done | sort --unique
}
`;

const ARRAY = `# At boot udev may have assembled the array already, under a name of its own.
running_array() {
  lsblk --noheadings --list --paths --output NAME,TYPE "$1" |
    awk '$2 == "raid0" { name = $1 } END { print name }'
}

assemble_array() {
  if ! command -v mdadm >/dev/null; then
    dnf install --assumeyes --quiet mdadm >&2
  fi
  local running
  running=$(running_array "$1")
  if [[ -n "$running" ]]; then
    echo "$running"
    return
  fi
  if mdadm --examine "$1" >/dev/null 2>&1; then
    mdadm --assemble "$ARRAY" "$@" >&2
  else
    mdadm --create "$ARRAY" --run --level=0 --homehost=any --name=fleet --raid-devices="$#" "$@" >&2
  fi
  udevadm settle
  readlink --canonicalize "$ARRAY"
}
`;

const FILE_SYSTEM = `# blkid ends with 2 when a device carries nothing it knows.
file_system_of() {
  local status=0
  blkid --probe --match-tag TYPE --output value "$1" || status=$?
  if [[ $status -ne 0 && $status -ne 2 ]]; then
    fail "blkid ended with $status on $1"
  fi
}

format_if_empty() {
  local found
  found=$(file_system_of "$1")
  case "$found" in
    xfs) report "keeping the file system on $1" ;;
    "") mkfs.xfs -K -L "$LABEL" "$1" >&2 ;;
    *) fail "$1 carries $found; it is not overwritten" ;;
  esac
}
`;

const MAIN = `if mountpoint --quiet "$MOUNT_PATH"; then
  report "$MOUNT_PATH is mounted already"
  exit 0
fi
udevadm settle
listing=$(list_devices)
if [[ -z "$listing" ]]; then
  fail "this instance type has no instance store; choose one with local NVMe"
fi
mapfile -t devices <<<"$listing"
volume="\${devices[0]}"
if [[ \${#devices[@]} -gt 1 ]]; then
  volume=$(assemble_array "\${devices[@]}")
fi
format_if_empty "$volume"
mkdir --parents "$MOUNT_PATH"
mount --types xfs --options noatime "$volume" "$MOUNT_PATH"
report "mounted $volume, \${#devices[@]} device(s), at $MOUNT_PATH"
`;
