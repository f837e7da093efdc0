#!/bin/sh
# What a check could leave behind in the guest, a line each, sorted within its section. Run by root.
export LC_ALL=C
child=$(cat /run/user/1000/dockerd-rootless/child_pid)
in_netns() { nsenter -U -m -n -t "$child" "$@"; }
in_peer() { ip netns exec peer "$@"; }
section() { name=$1; shift; "$@" 2>&1 | sort | sed "s/^/$name: /"; }

# Kernel threads have no arguments; what runs this script comes and goes.
processes() { ps -e -o user:20,args | grep -v '\]$' | grep -Ev 'USER|sshd|ps -e|grep|sort|sed|sh -s|systemd-tmpfiles|systemd-userwork|--listen-fd|udev-worker|dbus-daemon' | sed 's/[0-9][0-9]*/N/g'; }
# Not tables and policies: dockerd makes and sets those of its namespace at first need (the raw table, IPv6's FORWARD).
rules() { "$@" iptables-save; "$@" ip6tables-save; }
plain_rules() { rules "$@" | grep '^-A'; }
# Link-local addresses come with the first packet, and are others in a namespace that was made anew.
links() { "$@" ip -brief link | awk '{ print $1 }'; "$@" ip -brief -4 address | awk '{ $2 = ""; print }'; }
routes() { "$@" ip route show table all | grep -Ev 'fe80|ff00::'; }
listeners() { "$@" ss -Htuln | awk '{ print $1, $5 }'; }
# dockerd itself turns IPv6 forwarding on in its namespace, with the first network that has IPv6.
sysctls() { "$@" sysctl -a 2>/dev/null | grep -E 'net\.bridge\.|ip_unprivileged_port_start|ping_group_range|ipv4\.ip_forward'; }
# Not Docker's data, which the daemon keeps as it likes, nor what systemd and the journal write all the time, nor the
# user's bus, which starts when somebody first speaks to it.
files() {
	find /etc /root /tmp /var/tmp /usr/lib/rootless-matrix /home/rootless /run /run/user/1000 /dev/shm -xdev \
		\( -path /home/rootless/.local/share/docker -o -path /run/systemd -o -path /run/udev -o -path /run/log \
		-o -path /run/user/1000/docker -o -path /run/user/1000/dbus-1 -o -path /run/user/1000/systemd -o -path '/tmp/systemd-private-*' \) -prune -o -print
}
for place in env in_netns in_peer; do
	section "$place rules" plain_rules "$place"
	section "$place links" links "$place"
	section "$place listeners" listeners "$place"
	section "$place sysctls" sysctls "$place"
	section "$place routes" routes "$place"
done
section processes processes
section files files
section units systemctl list-units --plain --no-legend --type=service --state=active,failed
user_units() { runuser -u rootless -- env XDG_RUNTIME_DIR=/run/user/1000 systemctl --user list-units --plain --no-legend --type=service | grep -v '^dbus\.service'; }
section user-units user_units
section resolv cat /etc/resolv.conf
