import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fakeQemuArgv } from './cmdline.ts'

test('QEMU’s command line is that of the real limactl 2.2.0, but for paths and ports', async () => {
	const golden = await readFile(join(import.meta.dirname, 'qemu-argv.golden.txt'), 'utf8')
	const [program, ...argv] = fakeQemuArgv({
		name: 'm2',
		directory: '$LIMA_HOME/m2',
		disksDirectory: '$LIMA_HOME/_disks',
		disks: ['mods'],
		memoryMiB: 2048,
		cpus: 1,
		sshLocalPort: 38807,
		mac: '52:55:55:9b:01:8f',
		hasKvm: true,
		cmdline: 'console=ttyS0 loglevel=6 panic=-1 net.ifnames=0 mitigations=off systemd.getty_auto=0',
		qemu: '/usr/bin/qemu-system-x86_64 -machine q35,accel=tcg -cpu qemu64',
	})
	// The record has an option and its value in a line.
	const lines = argv.flatMap((word, index) => (index % 2 === 0 ? [`${word} ${argv[index + 1]}`] : []))
	expect(`${[program, ...lines].join('\n')}`).toBe(golden.trimEnd())
})

test('without being told, Lima takes KVM wherever there is a /dev/kvm', () => {
	const of = {
		name: 'vm',
		directory: '/d',
		disksDirectory: '/disks',
		disks: [],
		memoryMiB: 512,
		cpus: 2,
		cmdline: '',
		sshLocalPort: 1,
		mac: '',
		qemu: undefined,
	}
	expect(fakeQemuArgv({ ...of, hasKvm: true }).join(' ')).toContain('-machine q35,accel=kvm -cpu host')
	expect(fakeQemuArgv({ ...of, hasKvm: false }).join(' ')).toContain('-machine q35,accel=tcg -cpu max')
})
