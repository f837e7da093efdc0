import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
	BootError,
	ConfigurationError,
	HarnessError,
	InterruptedError,
	TimeoutError,
	explainError,
} from '#results/errors'
import { lastLine } from '../boot/index.ts'
import type { StoppedVm, Vm, VmStartOptions } from '../driver.ts'
import { type Guest, type GuestAddress, reachGuest } from '../guest/index.ts'
import { askAgain } from '../host/index.ts'
import { memoryOf, qemuProgramOf, qemuVersionOf, type Supervised, supervise } from '../qemu/index.ts'
import { hasUsualDevices, type VmSpec } from '../spec.ts'
import { INSTANCE, keepLog, type LimaHome, makeLimaHome, removeLimaHome } from './home.ts'
import { findLimactl, LimaCalls, needLimactl } from './limactl.ts'
import { sshPort } from './logs.ts'
import { limaPlatform, type LimaPlatform } from './platform.ts'
import { evidenceOf, type LimaEvidence, type PreparedLima, prepareLima, qemuOverride } from './prepare.ts'
import { type Watch, watchLima } from './watch.ts'
import { explainLima } from './words.ts'

const script = fileURLToPath(new URL('run.sh', import.meta.url))

/** Milliseconds from limactl's start to a working SSH connection. What QEMU waits for a processor does not count. */
const bootDeadline = { kvm: 90_000, tcg: 300_000 } as const

/** Milliseconds that limactl has to end and remove what is removed anyway right after. */
const GOODBYE = { deadline: 15_000 }

/** Boots a VM as an instance of Lima's. @throws as every driver's `start` */
export async function startLima(spec: VmSpec, options: VmStartOptions = {}): Promise<Vm> {
	if (spec.restore !== undefined || spec.record !== undefined)
		throw new ConfigurationError('The VM driver Lima takes no snapshots.')
	if (!hasUsualDevices(spec))
		throw new ConfigurationError(
			'Lima has no other disks, network cards and consoles than virtio and a serial port.',
			{
				hint: 'The kernel of this cell lacks a driver for one of them: run it with --driver qemu.',
			},
		)
	const { signal, log = () => undefined } = options
	const limactl = needLimactl(await findLimactl({ signal }))
	const platform = limaPlatform(process.platform, spec.host.arch)
	const evidence = await makeEvidence(spec)
	const qemu = qemuProgramOf(spec.host.arch)
	const override = qemuOverride(spec.host, qemu, await qemuVersionOf(qemu, { signal }))
	const home = await makeLimaHome(limactl.user, platform.maxSocketPath)
	const calls = new LimaCalls(limactl, home.home, override)
	const vm = { spec, home, calls, platform, evidence }
	try {
		const prepared = await prepareLima(spec, vm, { signal })
		const command = calls.command(['sh', script, ...calls.limactl('start', '--foreground', INSTANCE)])
		const started = performance.now()
		const lima = await supervise({ command, directories: [], outputFile: evidence.limactl })
		log(`${spec.name}: limactl started`)
		return await bringUp({ ...vm, prepared, lima, started }, options)
	} catch (error) {
		await removeLimaHome(home).catch(() => undefined)
		throw error
	}
}

interface Starting {
	readonly spec: VmSpec
	readonly home: LimaHome
	readonly calls: LimaCalls
	readonly platform: LimaPlatform
	readonly evidence: LimaEvidence
}

interface Started extends Starting {
	readonly prepared: PreparedLima
	/** limactl, and after it the host agent that it becomes. */
	readonly lima: Supervised
	/** By performance.now(). */
	readonly started: number
}

async function bringUp(
	of: Started,
	{ signal, deadline, log = () => undefined }: VmStartOptions,
): Promise<Vm> {
	const { spec, home, platform, evidence, lima, started } = of
	const watch = watchLima({
		name: spec.name,
		from: join(home.instance, platform.consoleLog),
		to: evidence.console,
		lima,
		pidFile: join(home.instance, 'qemu.pid'),
		signal,
		deadline: deadline ?? bootDeadline[spec.host.accelerator],
	})
	try {
		const { guest, ssh } = await enter(of, watch.failed)
		watch.succeeded()
		const bootMs = Math.round(performance.now() - started)
		log(`${spec.name}: up after ${(bootMs / 1000).toFixed(1)} s`)
		return runningVm(of, { guest, ssh, bootMs, watch })
	} catch (error) {
		watch.fail(error)
		await lima.kill()
		const console = await watch.console
		await keepLog(home, 'ha.stderr.log', evidence.hostAgent)
		throw await bootFailure(of, watch.failed.reason, console.tail)
	}
}

/** Lima says that a guest is ready when it could log in itself, which the guest does not let it: our own SSH tells. */
async function enter(
	{ home, prepared }: Started,
	signal: AbortSignal,
): Promise<{ guest: Guest; ssh: GuestAddress }> {
	const bounded = { signal, deadline: Infinity }
	const port = await sshPort(home.instance, bounded)
	const { client, host } = prepared
	const ssh = { host: '127.0.0.1', port, privateKey: client.privateKey, hostKey: host.publicKey }
	const guest = await askAgain(() => reachGuest({ ...ssh, ...bounded }), {
		signal,
		// Lima tells the port before anybody listens there.
		pauseAfter({ error }) {
			if (signal.aborted) throw error
			return 200
		},
	})
	return { guest, ssh }
}

function runningVm(
	{ spec, home, calls, prepared, lima, evidence }: Started,
	up: { readonly guest: Guest; readonly ssh: GuestAddress; readonly bootMs: number; readonly watch: Watch },
): Vm {
	const { guest, ssh, bootMs, watch } = up
	const files = Object.values(evidence) as string[]
	const end = async (): Promise<StoppedVm> => {
		await guest.close()
		// What Lima does not do here is done below: nothing outlives the directory.
		const asked = ['stop', '-f', INSTANCE]
		await calls.call(asked, { to: 'stop the instance', ...GOODBYE }).catch(() => undefined)
		await lima.kill()
		const { tail } = await watch.console
		await keepLog(home, 'ha.stderr.log', evidence.hostAgent)
		const removals = [
			['delete', '-f', INSTANCE],
			...prepared.disks.map((name) => ['disk', 'delete', '-f', name]),
		]
		for (const removal of removals)
			await calls.call(removal, { to: 'remove the instance', ...GOODBYE }).catch(() => undefined)
		await removeLimaHome(home).catch(() => undefined)
		return { name: spec.name, evidence: files, consoleTail: tail, exit: await lima.ended }
	}
	let stopping: Promise<StoppedVm> | undefined
	const stop = () => (stopping ??= end())
	return {
		name: spec.name,
		guest,
		ssh,
		evidence: files,
		bootMs,
		ended: lima.ended,
		stop,
		memory: async () =>
			memoryOf(Number(await readFile(join(home.instance, 'qemu.pid'), 'utf8').catch(() => '0'))),
		[Symbol.asyncDispose]: async () => void (await stop()),
	}
}

async function makeEvidence({ evidenceDir }: VmSpec): Promise<LimaEvidence> {
	await mkdir(evidenceDir, { recursive: true })
	const evidence = evidenceOf(evidenceDir)
	// Each boot has its own.
	for (const file of [evidence.console, evidence.limactl, evidence.hostAgent]) await writeFile(file, '')
	return evidence
}

/** The console says why a guest died; why there never was one, the host agent's log says alone. */
async function bootFailure({ spec, evidence }: Started, cause: unknown, tail: string): Promise<Error> {
	if (cause instanceof InterruptedError) return cause
	const read = (path: string) => readFile(path, 'utf8').catch(() => '')
	const logs = [await read(evidence.limactl), await read(evidence.hostAgent)].filter(Boolean).join('\n')
	const { why, hint } = explainLima(logs)
	const known = cause instanceof BootError || cause instanceof TimeoutError
	const message = known ? cause.message : `VM ${spec.name} did not come up: ${explainError(cause)}`
	const Kind = cause instanceof TimeoutError ? TimeoutError : BootError
	const isSilent = lastLine({ tail, bytes: tail.length }) === undefined
	return new Kind(why !== undefined && isSilent ? `${message}: ${why}` : message, {
		cause: known ? undefined : cause,
		output: [logs, cause instanceof HarnessError ? cause.output : '', tail.trim()]
			.filter(Boolean)
			.join('\n\n')
			.slice(-16_384),
		evidence: Object.values(evidence) as string[],
		hint: hint ?? `The whole console is in ${evidence.console}; what Lima said is in ${evidence.hostAgent}.`,
	})
}
