#!/bin/sh
# collect.sh [-y] [-o FILE]
#
# Gathers what rootless Docker's networking depends on, on this machine and for this user, as one text file that
# you can read, cut and send. Needs no root, changes nothing, opens no connection. It is made by rootless-matrix;
# `rootless-matrix explain FILE` reads it.
#
# What it leaves out, each in the function that does it below:
#   hide       addresses (but 127.0.0.*, 0.0.0.0, 10.0.2.*, ::1, which are everybody's), MAC addresses, this machine's name,
#              your home directory, passwords in addresses, and what follows "token", "password", "secret", "key" …
#   settings   of environment variables and daemon.json only known networking settings; of all others the name
#
# You are shown all of it before it is written. Without a terminal it prints it and writes nothing, unless -y is said.
set -u
LC_ALL=C
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin

yes=no out=rootless-matrix-bundle.txt
while getopts yo: option; do
	case $option in
	y) yes=yes ;;
	o) out=$OPTARG ;;
	*) echo "usage: sh collect.sh [-y] [-o FILE]" >&2 && exit 2 ;;
	esac
done

umask 077
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT HUP TERM

release=$(uname -r)
run=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}

# Text with a meaning in a regular expression, taken literally.
literal() { printf '%s' "$1" | sed 's/[][\.*^$/|&]/\\&/g'; }
host=$(literal "$(uname -n)")
home=$(literal "${HOME:-/nonexistent}")

# Only printable text leaves this machine: nothing in it can speak to a terminal. (500 signs behind a section's "| ".)
printable() { tr '\t' ' ' | tr -cd '\12\40-\176' | cut -c1-502; }

# Of whole sections; what they are called is ours, and is not taken for a machine that is called so.
hide() {
	printable | sed -E \
		-e '/^== /b' \
		-e 's#(://)[^/@ ]*@#\1<hidden>@#g' \
		-e 's/(([Pp][Aa][Ss][Ss][Ww]|[Tt][Oo][Kk][Ee][Nn]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Pp][Ii].?[Kk][Ee][Yy]|[Cc][Rr][Ee][Dd][Ee][Nn][Tt][Ii][Aa][Ll]|[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz]|[Bb][Ee][Aa][Rr][Ee][Rr])[A-Za-z_-]*)([=: ]+).*/\1\3<hidden>/g' \
		-e 's/(^|[^0-9.])(127|0|10)\.(0)\.(0|2)\.([0-9]{1,3})/\1\2_\3_\4_\5/g' \
		-e 's/(^|[^0-9.])[0-9]{1,3}(\.[0-9]{1,3}){3}/\1<address>/g' \
		-e 's/(^|[^0-9.])[0-9]{1,3}(\.[0-9]{1,3}){3}/\1<address>/g' \
		-e 's/(127|0|10)_(0)_(0|2)_([0-9]{1,3})/\1.\2.\3.\4/g' \
		-e 's/(^|[^0-9A-Za-z:.])::1([^0-9A-Fa-f:]|$)/\1<v6-loopback>\2/g' \
		-e 's/([0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}/<address>/g' \
		-e 's/[0-9A-Fa-f]{1,4}::[0-9A-Fa-f]{1,4}/<address>/g' \
		-e 's/<v6-loopback>/::1/g' \
		-e "s/(^|[^A-Za-z0-9_.-])${host:-<none>}([^A-Za-z0-9_-]|\$)/\\1<host>\\2/g" \
		-e "s/$home/~/g"
}

# Environment variables of a unit: values of what is known to matter, of everything else the name.
settings() {
	sed -E \
		-e '/^ *Environment=/!b' \
		-e '/^ *Environment="?(DOCKERD_ROOTLESS_[A-Z_0-9]+|DOCKER_IGNORE_BR_NETFILTER_ERROR|DOCKER_INSECURE_NO_IPTABLES_RAW|PATH|XDG_RUNTIME_DIR)=[^ ]*$/b' \
		-e 's/^( *Environment="?[A-Za-z_0-9]*).*/\1=<hidden>/'
}

# daemon.json, a setting a line.
daemon_settings() {
	tr ',{}' '\n\n\n' | sed -nE \
		-e 's/^[[:space:]]*("(icc|userland-proxy|ipv6|ip6tables|iptables|ip-forward|ip-masq|firewall-backend|storage-driver|bridge|mtu|live-restore|containerd-snapshotter|default-runtime|experimental)"[[:space:]]*:[[:space:]]*(true|false|[0-9]+|"[A-Za-z0-9_.-]*"))[[:space:]]*$/\1/p;t' \
		-e 's/^[[:space:]]*("[A-Za-z0-9_-]+")[[:space:]]*:.*/\1: <hidden>/p'
}

# What a program says, if it is there and answers within 20 s.
ask() {
	command -v "$1" >/dev/null 2>&1 || return 0
	if command -v timeout >/dev/null 2>&1; then timeout 20 "$@" </dev/null 2>&1; else "$@" </dev/null 2>&1; fi
}

# Each line of a section begins with "| ", so that nothing in it can look like another section.
section() {
	echo "== $1"
	awk '{ print "| " $0 } NR == 20000 { exit }'
}

versions() {
	for program in dockerd docker containerd runc rootlesskit slirp4netns pasta vpnkit iptables ip6tables nft fuse-overlayfs; do
		command -v "$program" >/dev/null 2>&1 || { echo "$program: not in PATH" && continue; }
		echo "$program: $(ask "$program" --version | sed -n '/./{p;q;}')"
	done
	echo "systemd: $(ask systemctl --version | head -n 1)"
	for program in newuidmap newgidmap; do
		command -v "$program" >/dev/null 2>&1 && echo "$program: there" || echo "$program: not in PATH"
	done
}

config() {
	for file in /proc/config.gz "/boot/config-$release" "/lib/modules/$release/config" "/usr/lib/modules/$release/config"; do
		[ -r "$file" ] || continue
		case $file in *.gz) gzip -dc "$file" ;; *) cat "$file" ;; esac
		return
	done | grep -E '^(CONFIG_[A-Za-z0-9_]+=[ymn0-9x-]+|# CONFIG_[A-Za-z0-9_]+ is not set|# Linux/.* Kernel Configuration)$'
}

modules() {
	find "/lib/modules/$release" -name '*.ko*' 2>/dev/null | sed -e 's,.*/,,' -e 's/\.ko.*//' | tr - _ | sort -u
	sed -e 's,.*/,,' -e 's/\.ko.*//' -e 's/$/ (built in)/' "/lib/modules/$release/modules.builtin" 2>/dev/null | tr - _ | sort -u
}

sysctls() {
	awk 'BEGIN {
		for (i = 1; i < ARGC; i++) {
			name = ARGV[i]
			there = (getline value <("/proc/sys/" name)) > 0
			gsub("/", ".", name)
			print name (there ? " = " value : ": there is none")
		}
	}' net/ipv4/ip_forward net/ipv4/ip_unprivileged_port_start net/ipv4/ping_group_range \
		net/ipv4/conf/all/route_localnet net/ipv4/conf/all/rp_filter net/ipv6/conf/all/disable_ipv6 \
		net/ipv6/conf/all/forwarding net/bridge/bridge-nf-call-iptables net/bridge/bridge-nf-call-ip6tables \
		net/core/rmem_max net/core/wmem_max net/netfilter/nf_conntrack_max user/max_user_namespaces \
		user/max_net_namespaces kernel/unprivileged_userns_clone kernel/apparmor_restrict_unprivileged_userns \
		kernel/unprivileged_bpf_disabled kernel/modules_disabled
}

cgroup() {
	echo "controllers: $(cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null || echo 'no unified hierarchy')"
	slice=/sys/fs/cgroup/user.slice/user-$(id -u).slice/user@$(id -u).service
	echo "delegated: $(cat "$slice/cgroup.controllers" 2>/dev/null || echo none)"
}

lsm() {
	cat /sys/kernel/security/lsm 2>/dev/null && echo
	echo "selinux enforcing: $(cat /sys/fs/selinux/enforce 2>/dev/null || echo 'there is none')"
	echo "apparmor: $(cat /sys/module/apparmor/parameters/enabled 2>/dev/null || echo 'there is none')"
}

subids() {
	for file in /etc/subuid /etc/subgid; do
		sum=$(grep -E "^($(literal "$(id -un)")|$(id -u)):" "$file" 2>/dev/null | awk -F: '{ n += $3 } END { print n + 0 }')
		echo "$file: $sum ids"
	done
}

child=$(cat "$run/dockerd-rootless/child_pid" 2>/dev/null | tr -cd 0-9)

# RootlessKit's command line, without what stands behind its own options.
rootlesskit_args() {
	[ -n "$child" ] || return 0
	parent=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$child/status" 2>/dev/null)
	[ -n "$parent" ] && tr '\0' '\n' <"/proc/$parent/cmdline" 2>/dev/null | grep -E '^--[a-z-]+(=[A-Za-z0-9./:-]*)?$'
}

rules() {
	[ -n "$child" ] || { echo "no RootlessKit runs" && return; }
	for tool in iptables-save ip6tables-save 'nft list ruleset'; do
		echo "-- $tool"
		# shellcheck disable=SC2086 # a program and its arguments
		ask nsenter --preserve-credentials -U -n -m -t "$child" -- $tool
	done | grep -v '^#'
}

modprobe_d() {
	for file in /etc/modprobe.d/*.conf /lib/modprobe.d/*.conf /run/modprobe.d/*.conf; do
		[ -r "$file" ] && grep -hE '^[[:space:]]*(blacklist|install|options)[[:space:]]' "$file"
	done
}

info() {
	ask docker info | grep -E '^ *(Server Version|Storage Driver|Backing Filesystem|Cgroup Driver|Cgroup Version|Security Options|seccomp|apparmor|selinux|rootless|cgroupns|userns|Kernel Version|Operating System|OSType|Architecture|Default Runtime|Live Restore Enabled|Firewall Backend|containerd version|runc version|Context)\b|^WARNING'
}

resolv() {
	echo "/etc/resolv.conf: $(readlink /etc/resolv.conf 2>/dev/null || echo 'no link')"
	sed -E -e '/^ *[#;]/d' -e 's/^( *(search|domain)).*/\1 <hidden>/' /etc/resolv.conf 2>/dev/null
}

{
	echo "rootless-matrix bundle 1"
	{
		uname -s -r -v -m | section kernel
		grep -E '^(ID|VERSION_ID|PRETTY_NAME)=' /etc/os-release 2>/dev/null | section os
		versions | section programs
		rootlesskit_args | section rootlesskit
		ask systemctl --user cat docker.service | settings | section unit
		cat "${XDG_CONFIG_HOME:-${HOME:-/nonexistent}/.config}/docker/daemon.json" 2>/dev/null | daemon_settings | section daemon.json
		info | section docker-info
		rules | section rules
		resolv | section resolv.conf
		sysctls | section sysctls
		cgroup | section cgroup
		lsm | section lsm
		subids | section subids
		modprobe_d | section modprobe.d
	} | hide
	{
		ask lsmod | awk 'NR > 1 { print $1 }' | section lsmod
		config | section config
		modules | section modules
	} | printable
} >"$work/bundle"

if [ "$yes" = no ] && { [ ! -t 0 ] || [ ! -t 1 ]; }; then
	cat "$work/bundle"
	exit 0
fi
if [ "$yes" = no ]; then
	${PAGER:-more} "$work/bundle"
	printf 'Write this to %s? [y/N] ' "$out"
	read -r answer
	case $answer in y | Y | yes) ;; *) echo 'Nothing was written.' && exit 1 ;; esac
fi
cp "$work/bundle" "$out" && echo "$out: $(wc -l <"$out") lines. Read it, cut what you do not want to send, and send it."
