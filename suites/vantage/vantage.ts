import { randomBytes } from 'node:crypto'
import { DaemonError, GuestCommandError } from '#results/errors'
import type { Guest } from '#vm'
import { guestCommands, guestProbe } from '#vm/guest/commands'
import { type Answer, parseAnswer } from '../probes/answer.ts'
import { lab } from './lab.ts'
import { type Paced, morePatience } from './patience.ts'

export interface RunResult {
	readonly stdout: string
	readonly stderr: string
	readonly code: number
	readonly ms: number
}

export interface RunOptions {
	/** Milliseconds. Default: 30 s. */
	readonly deadline?: number
}

export interface Target {
	readonly host: string
	readonly port: number
}

export interface AskOptions {
	/**
	 * How long the probe waits for an answer, in seconds. Default: 6, since an emulated guest is slow; and once more, for
	 * longer, where the machine is so slow that silence may be slowness.
	 */
	readonly seconds?: number | undefined
	/** Default: tcp. */
	readonly protocol?: 'tcp' | 'udp' | undefined
	/** One of the place's own addresses to ask from; without it, the route's choice. */
	readonly from?: string | undefined
}

/** A place that a check stands in. */
export interface Vantage extends Paced {
	readonly name: string
	/** Where it has the probe scripts. */
	readonly probe: string
	/** A non-zero exit is a result. @throws HarnessError when the outcome cannot be told. */
	run(argv: readonly string[], options?: RunOptions): Promise<RunResult>
	/** A nonce round trip. @throws HarnessError when the probe itself broke. */
	ask(target: Target, options?: AskOptions): Promise<Answer>
}

/** Where the probe scripts lie in the probe image. */
export const imageProbe = '/probe'

export function vantage(name: string, probe: string, run: Vantage['run'], pace?: Paced['pace']): Vantage {
	const askFor = async ({ host, port }: Target, seconds: number, { protocol = 'tcp', from }: AskOptions) => {
		const nonce = randomBytes(8).toString('hex')
		const argv = [`${probe}/ask`, protocol, host, String(port), nonce, String(seconds)]
		if (from !== undefined) argv.push(from)
		// socat's own limits come first: connecting and waiting each take at most `seconds`.
		return parseAnswer(await run(argv, { deadline: (2 * seconds + 20) * 1000 }), nonce)
	}
	return {
		name,
		run,
		probe,
		pace,
		async ask(target, options = {}) {
			const answer = await askFor(target, options.seconds ?? usualSeconds, options)
			if (answer.kind !== 'timeout' || options.seconds !== undefined) return answer
			const longer = await morePatience({ pace }, usualSeconds)
			return longer === undefined ? answer : askFor(target, longer, options)
		},
	}
}

const usualSeconds = 6

/** The peer's question to itself: the same programs, and nothing of the product's. */
export const paceOf = (guest: Guest) => async (): Promise<number | undefined> => {
	const { host, port } = lab.service
	const question = [`${guestProbe}/ask`, 'tcp', host, String(port), 'pace', '30']
	const argv = ['ip', 'netns', 'exec', 'peer', ...question]
	const { stdout, ms } = await guest.exec(argv, { deadline: 90_000 })
	return stdout.startsWith('peer ') ? ms : undefined
}

/** The VM as a normal process of the user who runs the daemon. */
export function hostVantage(guest: Guest, signal: AbortSignal): Vantage {
	return vantage(
		'host',
		guestProbe,
		(argv, options) => guest.exec(argv, { user: 'rootless', signal, ...limit(options) }),
		paceOf(guest),
	)
}

/** Another machine on the VM's LAN. */
export function peerVantage(guest: Guest, signal: AbortSignal): Vantage {
	return vantage(
		'peer',
		guestProbe,
		(argv, options) => guest.exec(['ip', 'netns', 'exec', 'peer', ...argv], { signal, ...limit(options) }),
		paceOf(guest),
	)
}

/**
 * A container, by the namespaces of its first process, entered by the user who owns them: what it sees of the network and
 * of files is what `docker exec` would see, which takes an emulated guest most of a second more.
 * `guest` must outlive the check, because checks share containers, and with them their vantage points.
 */
export function containerVantage(name: string, pid: number, guest: Guest): Vantage {
	return vantage(
		`container "${name}"`,
		imageProbe,
		(argv, options) =>
			guest.exec([...guestCommands.enterNetns(String(pid)), ...argv], {
				user: 'rootless',
				...limit(options),
			}),
		paceOf(guest),
	)
}

/** RootlessKit's network namespace, entered as `docker` users are told to: as uid 1000, who is root in there. */
export function netnsVantage(guest: Guest, signal: AbortSignal): Vantage {
	let prefix: Promise<readonly string[]> | undefined
	const run: Vantage['run'] = async (argv, options) => {
		prefix ??= netnsPrefix(guest, signal)
		return guest.exec([...(await prefix), ...argv], { user: 'rootless', signal, ...limit(options) })
	}
	return vantage('netns', guestProbe, run, paceOf(guest))
}

/**
 * What a command of the user's needs before it to run in the network namespace that the containers' bridges are in: that
 * of RootlessKit's child, or the one that RootlessKit has detached from it (`--detach-netns`). Which it is, the running
 * stack says, and no version.
 */
export async function netnsPrefix(guest: Guest, signal: AbortSignal): Promise<readonly string[]> {
	const { stdout } = await guest.exec(guestCommands.rootlessKitChild(), { signal, deadline: 30_000 })
	const lines = stdout.trim().split('\n')
	const pid = lines.find((line) => /^\d+$/.test(line))
	if (pid !== undefined)
		return guestCommands.enterNetns(
			pid,
			lines.find((line) => /^\/\S+\/netns$/.test(line)),
		)
	throw new DaemonError('RootlessKit has no child: its network namespace cannot be entered', {
		hint: "See /run/user/1000/dockerd-rootless and the daemon's journal in the guest.",
	})
}

const limit = ({ deadline = 30_000 }: RunOptions = {}) => ({ deadline })

/** What a command printed. @throws GuestCommandError when it failed. */
export async function output(place: Vantage, argv: readonly string[], options?: RunOptions): Promise<string> {
	const { stdout, stderr, code } = await place.run(argv, options)
	if (code === 0) return stdout
	throw new GuestCommandError(`"${argv.join(' ')}" exited with ${code} (${place.name})`, {
		output: stderr.slice(-2000),
	})
}
