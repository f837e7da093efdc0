import { expect, test } from 'vitest'
import { qemuArgv } from './argv.ts'
import type { VmSpec } from '../spec.ts'

const spec: VmSpec = {
	name: 'k6.12, loaded',
	host: { driver: 'QEMU', program: 'qemu-system-x86_64', driverVersion: '7.2.22', accelerator: 'tcg' },
	memoryMiB: 2048,
	cpus: 2,
	vmlinuz: '/cache/vmlinuz',
	initrd: '/cache/initrd',
	cmdline: ['x=1'],
	root: { path: '/cache/base.raw', format: 'raw' },
	disks: [{ serial: 'modules', path: '/cache/a,b.img' }],
	evidenceDir: '/runs/1/cells/a',
}
const paths = {
	console: '/runs/1,2/console.log',
	qmpSocket: '/tmp/x/qmp',
	handshakeSocket: '/tmp/x/handshake',
	overlay: '/tmp/x/root.qcow2',
	initrd: '/tmp/x/initrd',
	disks: [{ serial: 'modules', path: '/cache/a,b.img', format: 'raw' as const }],
	pidFile: '/tmp/x/qemu.pid',
	dropTo: 'nobody',
}

test('a root harness on QEMU 7.2 without KVM: the whole command line', () => {
	expect(qemuArgv(spec, paths)).toMatchInlineSnapshot(`
		[
		  "qemu-system-x86_64",
		  "-name",
		  "k6.12,, loaded,debug-threads=on",
		  "-machine",
		  "q35",
		  "-nodefaults",
		  "-no-user-config",
		  "-display",
		  "none",
		  "-no-reboot",
		  "-m",
		  "2048",
		  "-smp",
		  "2",
		  "-accel",
		  "tcg,thread=multi",
		  "-cpu",
		  "max,cx16=off",
		  "-sandbox",
		  "on,obsolete=deny,spawn=deny,resourcecontrol=deny",
		  "-runas",
		  "nobody",
		  "-pidfile",
		  "/tmp/x/qemu.pid",
		  "-chardev",
		  "file,id=console,path=/runs/1,,2/console.log,append=on",
		  "-serial",
		  "chardev:console",
		  "-chardev",
		  "socket,id=handshake,path=/tmp/x/handshake,server=on,wait=off",
		  "-serial",
		  "chardev:handshake",
		  "-chardev",
		  "socket,id=qmp,path=/tmp/x/qmp,server=on,wait=off",
		  "-mon",
		  "chardev=qmp,mode=control",
		  "-netdev",
		  "user,id=mgmt,restrict=on,ipv6=off,net=192.168.76.0/24,hostfwd=tcp:127.0.0.1:0-:22",
		  "-device",
		  "virtio-net-pci,netdev=mgmt,mac=52:54:00:6d:67:01,romfile=",
		  "-device",
		  "virtio-rng-pci",
		  "-blockdev",
		  "{"driver":"qcow2","node-name":"root","cache":{"no-flush":true,"direct":false},"file":{"driver":"file","filename":"/tmp/x/root.qcow2","cache":{"no-flush":true,"direct":false}}}",
		  "-device",
		  "virtio-blk-pci,drive=root,serial=root",
		  "-blockdev",
		  "{"driver":"raw","node-name":"disk0","read-only":true,"file":{"driver":"file","filename":"/cache/a,b.img","read-only":true}}",
		  "-device",
		  "virtio-blk-pci,drive=disk0,serial=modules",
		  "-kernel",
		  "/cache/vmlinuz",
		  "-initrd",
		  "/tmp/x/initrd",
		  "-append",
		  "console=ttyS0 loglevel=6 panic=-1 net.ifnames=0 mitigations=off systemd.getty_auto=0 rcupdate.rcu_cpu_stall_suppress=1 x=1",
		]
	`)
})

const confinement = (driverVersion: string, dropTo: string | undefined) => {
	const argv = qemuArgv({ ...spec, host: { ...spec.host, driverVersion } }, { ...paths, dropTo })
	return argv.filter((word, i) => /^-(sandbox|runas|run-with)$/.test(argv[i - 1] ?? word))
}

test('without root there is nothing to drop, and QEMU may not gain anything', () => {
	expect(confinement('7.2.22', undefined)).toEqual([
		'on,obsolete=deny,spawn=deny,resourcecontrol=deny,elevateprivileges=deny',
	])
})

test('QEMU 9.1 has another option for the user to become', () => {
	expect(confinement('9.0.2', 'nobody')).toContain('nobody')
	expect(confinement('9.1.0', 'nobody')).toContain('user=nobody')
})
