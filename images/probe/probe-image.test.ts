import { expect, test } from 'vitest'
import { belongsInProbe } from './probe-image.ts'

test.each([
	'usr/bin/busybox',
	'usr/bin/socat1',
	'usr/bin/ping',
	'usr/lib64/ld-linux-x86-64.so.2',
	'usr/lib/x86_64-linux-gnu/libc.so.6',
	'usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1',
	// What programs name their dynamic linker by.
	'usr/lib/ld-linux-aarch64.so.1',
])('the probe image keeps %s', (name) => expect(belongsInProbe(name)).toBe(true))

test.each([
	'etc/hostname',
	'etc/resolv.conf',
	'usr/bin/perl',
	'usr/lib/x86_64-linux-gnu/gconv/BIG5.so',
	'usr/lib/x86_64-linux-gnu/libdb-5.3.so',
	'usr/share/doc/socat/copyright',
	'var/lib/dpkg/status',
])('and leaves out %s', (name) => expect(belongsInProbe(name)).toBe(false))
