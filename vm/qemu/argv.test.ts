import { expect, test } from 'vitest'
import { qemuArgv } from './argv.ts'
import { usualDevices, type VmDevices, type VmSpec } from '../spec.ts'

const spec: VmSpec = {
	name: 'k6.12, loaded',
	host: {
		driver: 'QEMU',
		program: 'qemu-system-x86_64',
		driverVersion: '7.2.22',
		accelerator: 'tcg',
		arch: 'x86_64',
	},
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
		  "console=ttyS0 loglevel=6 panic=-1 net.ifnames=0 mitigations=off systemd.getty_auto=0 rcupdate.rcu_cpu_stall_suppress=1 no_timer_check x=1",
		]
	`)
})

test('a kernel that has the drivers for the usual devices gets the same command line', () => {
	expect(qemuArgv({ ...spec, devices: usualDevices }, paths)).toEqual(qemuArgv(spec, paths))
})

/** What differs from the usual command line. */
const differences = (devices: Partial<VmDevices>) => {
	const usual = qemuArgv(spec, paths)
	const found = qemuArgv({ ...spec, devices: { ...usualDevices, ...devices } }, paths)
	return found.filter((word) => !usual.includes(word))
}

test.each<[Partial<VmDevices>, string[]]>([
	[{ disk: 'nvme' }, ['nvme,drive=root,serial=root', 'nvme,drive=disk0,serial=modules']],
	[
		{ disk: 'virtio_scsi' },
		[
			'virtio-scsi-pci,id=scsi',
			'scsi-hd,bus=scsi.0,drive=root,serial=root',
			'scsi-hd,bus=scsi.0,drive=disk0,serial=modules',
		],
	],
	[
		{ disk: 'usb_storage' },
		[
			'qemu-xhci,id=usb,p2=8,p3=8',
			'usb-storage,bus=usb.0,drive=root,serial=root',
			'usb-storage,bus=usb.0,drive=disk0,serial=modules',
		],
	],
	[{ nic: 'e1000' }, ['e1000,netdev=mgmt,mac=52:54:00:6d:67:01,romfile=']],
	[{ nic: '8139too' }, ['rtl8139,netdev=mgmt,mac=52:54:00:6d:67:01,romfile=']],
])('other devices, and nothing else: %o', (devices, expected) => {
	expect(differences(devices)).toEqual(expected)
})

test('an ATA disk cannot be read-only, and has a port of its own', () => {
	const found = differences({ disk: 'ahci' })
	expect(found).toEqual([
		'ide-hd,bus=ide.0,drive=root,serial=root',
		expect.stringContaining('"node-name":"disk0"'),
		'ide-hd,bus=ide.1,drive=disk0,serial=modules',
	])
	expect(found.join()).not.toContain('read-only')
})

test('a console on virtio leaves the second serial port where it is', () => {
	const argv = qemuArgv({ ...spec, devices: { ...usualDevices, console: 'hvc0' } }, paths)
	const ports = argv.filter((_, index) => argv[index - 1] === '-serial')
	expect(ports).toEqual(['null', 'chardev:handshake'])
	expect(argv.join(' ')).toContain('-append console=hvc0 loglevel=6')
})

test('a guest of aarch64 has another machine, processor and serial port, and the same devices', () => {
	const words = (one: VmSpec) => qemuArgv(one, paths).join(' ')
	const host = { ...spec.host, program: 'qemu-system-aarch64', driverVersion: '10.0.2' }
	const other = words({ ...spec, host: { ...host, arch: 'aarch64' } })
	expect(other).toContain('-machine virt ')
	expect(other).toContain('-cpu max,pauth=off ')
	expect(other).toContain('-append console=ttyAMA0 loglevel=6')
	expect(other).not.toMatch(/no_timer_check|handshake/)
	const devices = (argv: string) => argv.match(/-device \S+/g)
	expect(devices(other)).toEqual(devices(words(spec)))
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
