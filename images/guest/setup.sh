#!/bin/sh
# mmdebstrap's customize hook: $1 is the new root. rootfs/ was unpacked into it before.
set -eu
root=$1
in_root() { chroot "$root" "$@"; }

umask 022
# Each command of the harness comes by way of root's shell: the smaller one starts sooner.
in_root usermod --shell /bin/sh root
in_root useradd --uid 1000 --create-home --shell /bin/bash rootless
grep -q '^rootless:' "$root/etc/subuid" || echo 'rootless:100000:65536' >>"$root/etc/subuid"
grep -q '^rootless:' "$root/etc/subgid" || echo 'rootless:100000:65536' >>"$root/etc/subgid"
mkdir -p "$root/var/lib/systemd/linger" "$root/opt/stacks" "$root/root/.ssh" "$root/usr/lib/modules"
touch "$root/var/lib/systemd/linger/rootless"
chmod 0700 "$root/root/.ssh"

in_root systemctl enable lab.service peer-dns.service peer-echo.service ssh.service
# Nothing in a throw-away guest needs these, and under TCG each costs a part of a second.
in_root systemctl mask apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer \
	e2scrub_reap.service fstrim.timer getty.target serial-getty@.service systemd-timesyncd.service \
	dnsmasq.service systemd-random-seed.service systemd-firstboot.service ldconfig.service \
	systemd-hwdb-update.service systemd-journal-catalog-update.service systemd-update-done.service \
	systemd-sysusers.service systemd-udev-load-credentials.service systemd-pstore.service \
	modprobe@drm.service modprobe@efi_pstore.service modprobe@configfs.service modprobe@fuse.service \
	sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
	dev-hugepages.mount dev-mqueue.mount proc-sys-fs-binfmt_misc.automount systemd-binfmt.service \
	systemd-ask-password-console.path systemd-ask-password-wall.path systemd-tmpfiles-clean.timer \
	systemd-hostnamed.socket systemd-creds.socket systemd-sysext.socket systemd-initctl.socket \
	sshd-unix-local.socket systemd-journal-flush.service
in_root systemctl --global mask gpg-agent.socket gpg-agent-ssh.socket gpg-agent-extra.socket \
	gpg-agent-browser.socket dirmngr.socket keyboxd.socket ssh-agent.socket ssh-agent.service
in_root systemctl set-default multi-user.target

rm -f "$root"/etc/ssh/ssh_host_* "$root/etc/resolv.conf"
echo 'nameserver 198.51.100.1' >"$root/etc/resolv.conf"
echo guest >"$root/etc/hostname"
printf '127.0.0.1 localhost guest\n::1 localhost guest\n' >"$root/etc/hosts"
# The kernel's modules come as a disk of their own; the machine-id is the guest's, made at boot.
: >"$root/etc/machine-id"
: >"$root/etc/fstab"
rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "$root/usr/share/info"

# What the host's way to its mirror is (its address, proxy, certificates, credentials) is no business of a guest, which
# has no way to any mirror.
rm -f "$root"/etc/apt/apt.conf.d/99mmdebstrap "$root"/etc/apt/auth.conf "$root"/etc/apt/auth.conf.d/*
rm -f "$root"/etc/apt/sources.list.d/* "$root"/var/log/*.log "$root"/var/log/apt/*
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*
echo '# This guest was made by rootless-matrix and reaches no mirror.' >"$root/etc/apt/sources.list"
