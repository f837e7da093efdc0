import { readFile } from 'node:fs/promises'
import { BootError, HarnessError, InterruptedError, TimeoutError, explainError } from '#results/errors'
import { type GuestAddress, reachGuest, type Guest } from '../guest/index.ts'
import { removeScratch, type Bounded } from '../host/index.ts'
import { SnapshotError } from '../snapshot-error.ts'
import {
	attemptBoot,
	type BootAttempt,
	type ConsoleState,
	followConsole,
	MAX_CONSOLE,
} from '../boot/index.ts'
import { type PreparedVm, prepareVm } from './files.ts'
import { type Qmp, connectQmp, forwardedPort } from './qmp.ts'
import { type RunningVm, runningVm } from './running.ts'
import { loadDevices } from './snapshot/devices-stream.ts'
import { beginHandshake } from './snapshot/restore-handshake.ts'
import type { VmSpec } from '../spec.ts'
import { type Supervised, supervise } from './supervisor.ts'

export interface StartOptions extends Bounded {
	readonly log?: ((message: string) => void) | undefined
	/** Changes QEMU's command line, to measure what a choice in it is worth. */
	readonly adjust?: ((argv: readonly string[]) => string[]) | undefined
}

/**
 * Milliseconds from QEMU's start to a working SSH connection; an emulated boot takes 10 to 15 s on an idle host. What
 * QEMU waits for a processor does not count.
 */
const bootDeadline = { kvm: 60_000, tcg: 240_000 } as const

/**
 * Boots a VM, or restores the snapshot that the spec names, and waits until its sshd answers.
 * @throws BootError when QEMU ends, the kernel panics, the initrd gives up or the deadline passes: with the
 * console's tail in `output` and the evidence's paths; InterruptedError. Nothing is left running then.
 */
export async function startVm(spec: VmSpec, options: StartOptions = {}): Promise<RunningVm> {
	const { signal, log = () => undefined, adjust = (argv) => [...argv] } = options
	const deadline = options.deadline ?? bootDeadline[spec.host.accelerator]
	const prepared = await prepareVm(spec, { signal })
	const started = performance.now()
	let qemu: Supervised
	try {
		qemu = await supervise({
			command: adjust(prepared.argv),
			directories: prepared.directories,
			outputFile: prepared.evidence.stderr,
		})
	} catch (error) {
		await removeScratch(prepared.directories).catch(() => undefined)
		throw error
	}
	log(`${spec.name}: QEMU started`)
	const boot = watchBoot(spec, prepared, qemu, { signal, deadline })
	let qmp: Qmp | undefined
	try {
		// The boot's own deadline ends whatever hangs.
		const bounded = { signal: boot.failed, deadline: Infinity }
		qmp = await connectQmp(prepared.qmpSocket, bounded)
		endWithControl(qmp, qemu, boot.fail)
		const port = forwardedPort(await qmp.human('info usernet', bounded))
		const { exchange, devices } = prepared
		if (devices !== undefined) await loadDevices(qmp, { exchange, file: devices }, bounded)
		const { guest, ssh } = await enter(prepared, port, { signal: boot.failed, ended: qemu.ended })
		boot.succeeded()
		const bootMs = Math.round(performance.now() - started)
		log(`${spec.name}: up after ${(bootMs / 1000).toFixed(1)} s`)
		const qemuPid = Number(await readFile(prepared.pidFile, 'utf8'))
		return runningVm({ spec, prepared, qemu, qmp, guest, ssh, bootMs, qemuPid, console: boot.console })
	} catch (error) {
		boot.fail(error)
		qmp?.[Symbol.dispose]()
		await qemu.kill()
		throw await bootFailure(spec, prepared, boot.failed, await boot.console)
	}
}

/** Milliseconds for a QEMU that has closed its control socket to end, which says more. */
const LAST_WORDS = 10_000

/** A QEMU that cannot be controlled is no use. */
function endWithControl({ lost }: Qmp, qemu: Supervised, fail: (error: unknown) => void): void {
	let over = false
	void qemu.ended.then(() => (over = true))
	const end = () => {
		if (over) return
		fail(lost.reason)
		// It never rejects.
		void qemu.kill()
	}
	lost.addEventListener(
		'abort',
		() => {
			const said = (lost.reason as HarnessError).output !== undefined
			if (said) end()
			else setTimeout(end, LAST_WORDS).unref()
		},
		{ once: true },
	)
}

/** The first connection, and how the next one gets in. A restored guest is told who it is meanwhile. */
async function enter(
	{ privateKey, hostKey, identity, handshakeSocket }: PreparedVm,
	port: number,
	{ signal, ended }: { readonly signal: AbortSignal; readonly ended: Promise<string> },
): Promise<{ guest: Guest; ssh: GuestAddress }> {
	const place = { host: '127.0.0.1', port }
	if (!identity) {
		const ssh = { ...place, privateKey, hostKey }
		return { guest: await reachGuest({ ...ssh, signal }), ssh }
	}
	const handshake = await beginHandshake(handshakeSocket, identity, signal)
	void ended.then(() => handshake[Symbol.dispose]())
	const { client, host } = identity
	const ssh = { ...place, privateKey: client.privateKey, hostKey: host.publicKey, formerHostKey: hostKey }
	const first = { opens: handshake.answered, onAccepted: handshake.accepted }
	const reached = reachGuest({ ...ssh, ...first, signal })
	// A guest that rejected its new identity fails now, and not after retries of SSH until the deadline.
	await Promise.race([handshake.answered, reached])
	return { guest: await reached, ssh }
}

interface BootWatch extends BootAttempt {
	/** The console when QEMU has ended. */
	readonly console: Promise<ConsoleState>
}

function watchBoot(
	spec: VmSpec,
	{ evidence }: PreparedVm,
	qemu: Supervised,
	bounded: { readonly signal?: AbortSignal | undefined; readonly deadline: number },
): BootWatch {
	const { name } = spec
	const { signal, deadline } = bounded
	const boot = attemptBoot({ name, signal, deadline, starved: qemu.starved })
	const over = new AbortController()
	const console = followConsole(evidence.console, {
		signal: over.signal,
		everyMs: 200,
		onChange(state) {
			boot.saw(state)
			if (state.fatal !== undefined)
				boot.refuse(state.fatal, spec.restore === undefined ? BootError : SnapshotError)
			if (state.bytes > MAX_CONSOLE) {
				boot.refuse('its console printed without end')
				void qemu.kill()
			}
		},
	})
	void qemu.ended.then(async (how) => {
		over.abort()
		// The last words first: a panic ends QEMU and explains more than an exit code.
		await console.catch(() => undefined)
		boot.refuse(`QEMU ended with ${how}`)
	})
	return {
		...boot,
		console: console.catch((error: unknown) => {
			boot.refuse(`its console cannot be read: ${explainError(error)}`)
			return boot.last()
		}),
	}
}

async function bootFailure(
	spec: VmSpec,
	{ evidence }: PreparedVm,
	failed: AbortSignal,
	console: ConsoleState,
): Promise<Error> {
	const cause: unknown = failed.reason
	if (cause instanceof InterruptedError) return cause
	// That QEMU was ended is our own doing, not a reason.
	const stderr = (await readFile(evidence.stderr, 'utf8').catch(() => ''))
		.split('\n')
		.filter((line) => line && !line.includes(': terminating on signal'))
		.join('\n')
	const known = cause instanceof BootError || cause instanceof TimeoutError
	const message = known ? cause.message : `VM ${spec.name} did not come up: ${explainError(cause)}`
	const Kind = failureKind(spec, cause, stderr)
	return new Kind(stderr ? `${message}: ${stderr.split('\n').at(-1)!.slice(0, 300)}` : message, {
		cause: known ? undefined : cause,
		output: [stderr, cause instanceof HarnessError ? cause.output : '', console.tail.trim()]
			.filter(Boolean)
			.join('\n\n')
			.slice(-16_384),
		evidence: [evidence.console, evidence.argv, evidence.stderr],
		hint: `The whole console is in ${evidence.console}; ${evidence.argv} is the command line of QEMU.`,
	})
}

/** What QEMU says of files that it cannot restore from; of too little memory or disk it says other things. */
const UNUSABLE =
	/load of migration failed|error while loading state|not a migration stream|section (footer|type)|savevm|length mismatch|image is corrupt|not in qcow2 format|Image is not/i

/** A slow or full host says nothing about the snapshot that was to be restored. */
function failureKind(
	spec: VmSpec,
	cause: unknown,
	stderr: string,
): typeof BootError | typeof TimeoutError | typeof SnapshotError {
	if (cause instanceof TimeoutError) return TimeoutError
	if (cause instanceof SnapshotError) return SnapshotError
	return spec.restore !== undefined && !isHostTrouble(cause) && UNUSABLE.test(stderr)
		? SnapshotError
		: BootError
}

/** An error of a system call of ours, other than that QEMU has gone away, makes QEMU complain of its input as well. */
function isHostTrouble(cause: unknown): boolean {
	const code = (cause as NodeJS.ErrnoException | undefined)?.code
	return /^E[A-Z]+$/.test(code ?? '') && code !== 'EPIPE' && code !== 'ECONNRESET'
}
