import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { architectures, hostArchitecture } from '#results/architecture'
import { BootError, ConfigurationError, HarnessError, HostError, explainError } from '#results/errors'
import type { StoppedVm, Vm, VmDriver, VmStartOptions } from '../driver.ts'
import { type FakeAnswer, startFakeSshd } from '#vm/guest/testing'
import { reachGuest } from '../guest/index.ts'
import { SnapshotError } from '../snapshot-error.ts'
import type { VmSpec } from '../spec.ts'
import { speakControl } from './control.ts'
import { directGuest } from './direct-guest.ts'
import { type VmFault, insteadOfSsh } from './fault.ts'
import { assertRestorable, fakeDamage, fakeDisk, saveFake } from './snapshots.ts'

export interface FakeVmOptions {
	/** What a command in the guest comes to; default: nothing printed, 0. No command ever runs on this host. */
	readonly answer?:
		| ((command: string, spec: VmSpec) => Promise<FakeAnswer | undefined> | FakeAnswer | undefined)
		| undefined
	/** What goes wrong with a VM; `start` counts all VMs from 0. */
	readonly fault?: ((spec: VmSpec, start: number) => VmFault | undefined) | undefined
	/** The socket of this host that stands for one of the guest's. */
	readonly socket?: ((path: string, spec: VmSpec) => string) | undefined
	/** As in `startFakeSshd`. */
	readonly onTerminal?: ((size: string) => void) | undefined
	/** Whether a VM without a fault is reached by SSH, as a real one is (the default), or by a call. */
	readonly line?: 'ssh' | 'none' | undefined
	/** Milliseconds that a boot may take; default: 20 s. */
	readonly deadline?: number | undefined
}

export interface FakeVmDriver extends VmDriver {
	/** All that were started, by name. */
	readonly started: readonly string[]
	/** How many have not ended. */
	readonly running: number
}

/** For tests: VMs that are SSH servers on loopback, as good or as bad as asked for. */
export function fakeVmDriver(options: FakeVmOptions = {}): FakeVmDriver {
	const started: string[] = []
	const records = new WeakMap<Vm, string>()
	let running = 0
	return {
		name: 'fake',
		capabilities: {
			restrictedNetwork: true,
			readonlyDisks: true,
			diskSerials: true,
			consoleFromFirstByte: true,
			snapshots: true,
			panicDetection: true,
			sandbox: true,
			accelerators: ['tcg'],
			architectures,
			bootFormats: ['linux'],
		},
		obstacle: async () => undefined,
		started,
		get running() {
			return running
		},
		probe: async ({ arch = hostArchitecture() }) => ({
			driver: 'fake',
			program: 'fake',
			driverVersion: '1',
			accelerator: 'tcg',
			arch,
			reason: 'it is a fake',
			workarounds: [],
			ms: 0,
			cached: false,
		}),
		async start(spec, startOptions) {
			const fault = options.fault?.(spec, started.length)
			started.push(spec.name)
			running++
			try {
				const vm = await startFake(spec, { ...startOptions, ...options, fault })
				void vm.ended.then(() => running--)
				if (spec.record !== undefined) records.set(vm, spec.record)
				return vm
			} catch (error) {
				running--
				throw error
			}
		},
		snapshots: {
			bytes: 100_000,
			async capture(vm) {
				const dir = records.get(vm)
				if (dir === undefined) throw new ConfigurationError(`VM ${vm.name} was not started to be recorded`)
				await vm.stop()
				await saveFake(dir, vm.name)
			},
			identity: async (spec) => ({ machine: `fake, ${spec.cpus} processors` }),
			disk: fakeDisk,
			damage: fakeDamage,
		},
	}
}

async function startFake(
	spec: VmSpec,
	options: VmStartOptions & Omit<FakeVmOptions, 'fault'> & { readonly fault: VmFault | undefined },
): Promise<Vm> {
	const { fault, socket, signal, onTerminal } = options
	const answer: NonNullable<FakeVmOptions['answer']> = options.answer ?? (() => ({}))
	const ownDeadline = fault && 'deadline' in fault ? fault.deadline : undefined
	const deadline = ownDeadline ?? options.deadline ?? 20_000
	const began = performance.now()
	const console = join(spec.evidenceDir, 'console.log')
	await mkdir(spec.evidenceDir, { recursive: true })
	await writeFile(console, '[    0.000000] Linux version 6.12 (fake)\n')
	const evidence = [console]
	if (fault?.kind === 'disk-full')
		throw new HostError('The disk of the VM could not be made', {
			cause: Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
		})
	if (fault?.kind === 'boot-fails') throw await panicked(spec, console)
	if (spec.restore !== undefined) {
		if (fault?.kind === 'restore-fails') throw new SnapshotError(`VM ${spec.name} did not restore`)
		await assertRestorable(spec.restore)
	}
	if (fault?.kind === 'control') await speakControl(fault.says, { signal, deadline })
	let end!: (how: string) => void
	const ended = new Promise<string>((resolve) => (end = resolve))
	if (options.line === 'none' && fault === undefined) {
		const guest = directGuest((command) => answer(command, spec))
		const ssh = { host: '127.0.0.1', port: 0, privateKey: '', hostKey: '' }
		return fakeVm(spec, { guest, ssh, evidence, ended, end, bootMs: performance.now() - began })
	}
	let commands = 0
	const sshd = await startFakeSshd({
		instead: insteadOfSsh(fault),
		socket: socket && ((path) => socket(path, spec)),
		onTerminal,
		async answer(command) {
			commands++
			const over = fault && 'afterCommands' in fault && commands > fault.afterCommands
			if (!over)
				return (
					(await Promise.resolve(answer(command, spec))) ?? { code: 127, stderr: `${command}: not found\n` }
				)
			if (fault.kind === 'panics') void appendFile(console, 'Kernel panic - not syncing: fake\n')
			if (fault.kind === 'corrupts') sshd.garble()
			else if (fault.kind !== 'falls-silent') {
				sshd.cut()
				end(fault.kind === 'dies' ? 'signal 9' : 'exit code 0')
			}
			return new Promise(() => undefined)
		},
	})
	void ended.then(() => sshd[Symbol.asyncDispose]())
	const ssh = {
		host: '127.0.0.1',
		port: sshd.port,
		privateKey: sshd.clientKey.privateKey,
		hostKey: sshd.hostKey.publicKey,
	}
	try {
		const guest = await reachGuest({ ...ssh, signal, deadline })
		return fakeVm(spec, { guest, ssh, evidence, ended, end, bootMs: performance.now() - began })
	} catch (cause) {
		end('signal 9')
		if (cause instanceof HarnessError && cause.code !== 'guest-command') throw cause
		throw new BootError(`VM ${spec.name} did not come up: ${explainError(cause)}`, { cause, evidence })
	}
}

interface FakeParts extends Pick<Vm, 'guest' | 'ssh' | 'evidence' | 'ended' | 'bootMs'> {
	readonly end: (how: string) => void
}

function fakeVm({ name }: VmSpec, { end, bootMs, ...parts }: FakeParts): Vm {
	const { guest, evidence, ended } = parts
	const stop = async (): Promise<StoppedVm> => {
		await guest.close()
		end('exit code 0')
		return { name, evidence, consoleTail: '', exit: await ended }
	}
	return {
		...parts,
		name,
		stop,
		bootMs: Math.round(bootMs),
		memory: async () => undefined,
		[Symbol.asyncDispose]: async () => void (await stop()),
	}
}

async function panicked(spec: VmSpec, console: string): Promise<BootError> {
	const words = 'Kernel panic - not syncing: fake'
	await appendFile(console, `${words}\n`)
	const Kind = spec.restore === undefined ? BootError : SnapshotError
	return new Kind(`VM ${spec.name} did not come up: ${words}`, { output: words, evidence: [console] })
}
