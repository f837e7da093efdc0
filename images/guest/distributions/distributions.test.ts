import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { defaultGuest } from '#results'
import { distributions } from './index.ts'

test('each distribution is a folder of its name, and the default is one of them', async () => {
	const folders = (await readdir(import.meta.dirname, { withFileTypes: true })).filter((one) =>
		one.isDirectory(),
	)
	const values = distributions.map(({ value }) => value)
	expect(values.map((value) => value.replace(':', '-')).sort()).toEqual(
		folders.map(({ name }) => name).sort(),
	)
	expect(distributions.find(({ value }) => value === defaultGuest)?.system?.suite).toBe('trixie')
	for (const value of values) expect(value).toMatch(/^[a-z]+:[0-9.]+(-[a-z]+)?$/)
})

test('the default image is built from the packages that it was always built from, in their order', () => {
	const { packages } = distributions[0]!.system!
	expect(packages.join(' ')).toBe(
		'systemd-sysv udev dbus dbus-user-session libpam-systemd openssh-server uidmap iptables nftables iproute2 kmod procps ca-certificates e2fsprogs libslirp0 libglib2.0-0t64 libseccomp2 libcap2 libdevmapper1.02.1 socat dnsmasq-base iputils-ping curl tcpdump conntrack iperf3',
	)
})
