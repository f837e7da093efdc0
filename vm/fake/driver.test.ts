import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BootError, GuestCommandError, HostError, InterruptedError, TimeoutError } from '#results/errors'
import { SnapshotError } from '../snapshot-error.ts'
import type { VmSpec } from '../spec.ts'
import { fakeVmDriver } from './driver.ts'
import type { VmFault } from './fault.ts'

let directory: string
let spec: VmSpec
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	spec = {
		name: 'a cell',
		host: { driver: 'fake', program: 'fake', driverVersion: '1', accelerator: 'tcg', arch: 'x86_64' },
		memoryMiB: 256,
		cpus: 1,
		vmlinuz: '',
		initrd: '',
		root: { path: '', format: 'raw' },
		evidenceDir: join(directory, 'evidence'),
	}
})
afterEach(() => rm(directory, { recursive: true }))

const faulty = (fault: VmFault) => fakeVmDriver({ fault: () => fault })

test('a guest answers as it was told to, and never runs anything on this host', async () => {
	const driver = fakeVmDriver({
		answer: (command) => (command.includes('uname') ? { stdout: '6.12\n', code: 0 } : undefined),
	})
	const vm = await driver.start(spec)
	expect((await vm.guest.check(['uname', '-r'])).stdout).toBe('6.12\n')
	expect(await vm.guest.exec(['touch', join(directory, 'x')])).toMatchObject({ code: 127 })
	await expect(readFile(join(directory, 'x'))).rejects.toThrow('ENOENT')
	expect(driver.running).toBe(1)
	expect((await vm.stop()).exit).toBe('exit code 0')
	await vm.stop()
	expect(driver.running).toBe(0)
})

test.each<[string, VmFault, new (message: string) => Error]>([
	['boot-fails', { kind: 'boot-fails' }, BootError],
	['hangs', { kind: 'hangs', deadline: 300 }, TimeoutError],
	['ssh-garbage', { kind: 'ssh-garbage', deadline: 300 }, BootError],
	['ssh-flood', { kind: 'ssh-flood', deadline: 300 }, BootError],
	['disk-full', { kind: 'disk-full' }, HostError],
	['control garbage', { kind: 'control', says: 'garbage' }, HostError],
	['a control flood', { kind: 'control', says: 'flood' }, HostError],
	['control silence', { kind: 'control', says: 'silence', deadline: 300 }, TimeoutError],
])('%s is an error of its kind, and leaves no VM', async (_name, fault, kind) => {
	const driver = faulty(fault)
	await expect(driver.start(spec)).rejects.toThrow(kind)
	expect(driver.running).toBe(0)
})

test.each(['panics', 'dies'] as const)(
	'a guest that %s takes its commands and its connection with it',
	async (kind) => {
		const driver = faulty({ kind, afterCommands: 1 })
		const vm = await driver.start(spec)
		await vm.guest.check(['true'])
		await expect(vm.guest.check(['true'])).rejects.toThrow(GuestCommandError)
		expect(await vm.ended).toBe(kind === 'dies' ? 'signal 9' : 'exit code 0')
		expect(vm.guest.lost.aborted).toBe(true)
		expect(driver.running).toBe(0)
		await vm.stop()
	},
)

test('a guest that speaks nonsense in the middle loses its connection', async () => {
	const vm = await faulty({ kind: 'corrupts', afterCommands: 1 }).start(spec)
	await vm.guest.check(['true'])
	await expect(vm.guest.check(['true'])).rejects.toThrow(GuestCommandError)
	expect(vm.guest.lost.aborted).toBe(true)
	await vm.stop()
})

test('a guest that falls silent is a time-out of whoever asks it', async () => {
	const vm = await faulty({ kind: 'falls-silent', afterCommands: 0 }).start(spec)
	await expect(vm.guest.check(['true'], { deadline: 50 })).rejects.toThrow(TimeoutError)
	await vm.stop()
})

test('an interruption is one, and leaves no VM', async () => {
	const driver = fakeVmDriver({ fault: () => ({ kind: 'hangs' }), deadline: 60_000 })
	await expect(driver.start(spec, { signal: AbortSignal.timeout(50) })).rejects.toThrow(InterruptedError)
	expect(driver.running).toBe(0)
})

test('a snapshot is restored as long as it is whole', async () => {
	const record = join(directory, 'snapshot')
	await mkdir(record)
	const driver = fakeVmDriver()
	const snapshots = driver.snapshots!
	await snapshots.capture(await driver.start({ ...spec, record }))
	expect(driver.running).toBe(0)
	expect(await snapshots.damage(record)).toBeUndefined()
	await (await driver.start({ ...spec, restore: record })).stop()
	await expect(faulty({ kind: 'restore-fails' }).start({ ...spec, restore: record })).rejects.toThrow(
		SnapshotError,
	)
	await writeFile(join(record, 'memory'), 'X')
	expect(await snapshots.damage(record)).toBe('its memory was changed')
	await expect(driver.start({ ...spec, restore: join(directory, 'nowhere') })).rejects.toThrow(SnapshotError)
})
