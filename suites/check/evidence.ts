import { dockerApi } from '../fixtures/docker.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { explainError } from '#results/errors'
import { withDeadline } from '#vm/host'
import type { CellFacts } from './cell-facts.ts'
import { suiteLabel } from '../fixtures/container.ts'
import { cut } from './limits.ts'
import { guestCommands, ofDaemon } from '#vm/guest/commands'
import { type RunResult, type Vantage, vantage } from '../vantage/vantage.ts'
import { type CheckContext, type Enter, enterContext } from './check-context.ts'

export interface EvidenceRequest {
	readonly facts: CellFacts
	readonly id: string
	/** When the check began, in milliseconds since the epoch, by this host's clock. */
	readonly began: number
	readonly signal?: AbortSignal | undefined
	/** By the files' names, what was taken while the check ran. */
	readonly early?: ReadonlyMap<string, string> | undefined
	readonly enter?: Enter | undefined
}

/** Bytes: a guest may write as much as it likes, and every check that fails keeps it. */
const MAX_FILE_BYTES = 2 * 1024 * 1024

/**
 * Of each process between the namespace and the LAN, and of each of its threads: state, what it waits for in the kernel,
 * its time on a processor now and half a second later, open files and memory. A driver that is alive and accepts nothing
 * shows here: whether it waits, and where, or turns in a circle. The shell reads it all by itself, since a process for
 * each value of each thread takes an emulated guest seconds, for every check that fails.
 */
export const driverProcesses = [
	'look() {',
	'for pid in $pids; do',
	'for task in /proc/$pid/task/*; do',
	'name= line= wchan= syscall=',
	'{ read -r name <$task/comm; read -r line <$task/stat; read -r syscall _ <$task/syscall; read -r wchan <$task/wchan; } 2>/dev/null',
	'[ -n "$line" ] || continue',
	'set -- ${line##*) }',
	'echo "$name $pid/${task##*/} state=$1 user=${12} system=${13} wchan=$wchan syscall=$syscall"',
	'done',
	'done',
	'}',
	// A program that brings its libraries runs under its name with a dot before it.
	'pids=$(pgrep -x "\\.?(pasta|pasta.avx2|slirp4netns|lxc-user-nic|vpnkit|rootlesskit|dockerd)")',
	'echo "## threads; times in ticks of $(getconf CLK_TCK) a second"',
	'look',
	'echo "## half a second later"',
	'sleep 0.5',
	'look',
	'echo "## files and memory"',
	'for pid in $pids; do',
	'set -- /proc/$pid/fd/*',
	'{ read -r name </proc/$pid/comm; } 2>/dev/null || continue',
	'memory=',
	'while read -r key value unit; do',
	'case $key in VmRSS: | Threads:) memory="$memory $key $value $unit" ;; esac',
	'done 2>/dev/null </proc/$pid/status',
	'echo "$name $pid files=$#$memory"',
	'done',
].join('\n')

/** Each source on its own: a world that is broken gives what it still can. */
const sources = {
	'network-host.txt': ({ guest, signal }: CheckContext) =>
		dump(vantage('host', '', (argv, options) => guest.exec(argv, { signal, ...options }))),
	'network-netns.txt': ({ netns }: CheckContext) => dump(netns),
	'network-peer.txt': ({ peer }: CheckContext) => dump(peer),
	'network-driver.txt': async ({ guest, signal }: CheckContext) =>
		text(await guest.exec(['sh', '-c', driverProcesses], { signal, deadline: 15_000 })),
	'containers.json': containers,
	'dockerd-journal.txt': async ({ guest, signal, facts }: CheckContext, began: number) => {
		// Of one that has ended before any check began there is nothing since.
		if (facts.daemon.state !== 'active') return facts.daemon.journal
		// Relative, since the guest's clock is not this host's.
		const since = `--since=-${Math.ceil((Date.now() - began) / 1000) + 1}s`
		return text(
			await guest.exec(guestCommands.journal(['-o', 'short-precise', since, ofDaemon]), {
				signal,
			}),
		)
	},
} satisfies Record<string, (context: CheckContext, began: number) => Promise<string>>

/** What tells of that which a check removes at its end: its servers, routes and containers. */
const passing = ['network-host.txt', 'network-netns.txt', 'network-peer.txt', 'containers.json'] as const

/** Milliseconds: the check waits for it. */
const EARLY_DEADLINE = 5_000

/** What the files would hold now that tell of a check's own; without those that take too long. Never rejects. */
export async function takeEarly({
	facts,
	signal,
	enter = enterContext,
}: Pick<EvidenceRequest, 'facts' | 'signal' | 'enter'>): Promise<ReadonlyMap<string, string>> {
	const taken = new Map<string, string>()
	const take = async (name: (typeof passing)[number]) => {
		const limits = { signal, deadline: EARLY_DEADLINE }
		const look = async (bounded: AbortSignal) => sources[name](await enter(facts, bounded))
		taken.set(name, await withDeadline(`evidence ${name}`, limits, look))
	}
	await Promise.allSettled(passing.map(take))
	return taken
}

/** Writes what explains a check that went wrong. Returns the files' paths, relative to the run. Never throws. */
export async function collectEvidence({
	facts,
	id,
	began,
	signal,
	early = new Map(),
	enter = enterContext,
}: EvidenceRequest): Promise<string[]> {
	const directory = join(facts.evidenceDir, id)
	const kept: string[] = []
	const keep = async (name: string, content: string) => {
		await writeFile(join(directory, name), content)
		kept.push(relative(facts.runDir, join(directory, name)))
	}
	const context = (bounded: AbortSignal) => enter(facts, bounded)
	// Without the guest there is nothing to tell: the cell's serial console has what there is.
	const reachable = await withDeadline('evidence', { signal, deadline: 5_000 }, context).then(
		({ guest }) => !guest.lost.aborted,
		() => false,
	)
	if (!reachable) return []
	try {
		await mkdir(directory, { recursive: true })
		await Promise.all(
			Object.entries(sources).map(async ([name, source]) => {
				const late = () =>
					withDeadline(`evidence ${name}`, { signal, deadline: 20_000 }, async (bounded) =>
						source(await context(bounded), began),
					).catch((error: unknown) => `Not available: ${explainError(error)}\n`)
				await keep(name, cut(early.get(name) ?? (await late()), MAX_FILE_BYTES))
			}),
		)
	} catch (error) {
		// The disk is full, say: the check's own outcome must still get through.
		process.stderr.write(`Evidence of ${id} could not be written: ${explainError(error)}\n`)
	}
	return kept.sort()
}

const dump = async (place: Vantage): Promise<string> =>
	text(await place.run(guestCommands.dumpNetwork(), { deadline: 15_000 }))

const text = ({ stdout, stderr }: RunResult): string =>
	stderr === '' ? stdout : `${stdout}\n## stderr\n${stderr}`

/** All containers in a line each, then `inspect` and the log of those that the suites made. */
async function containers({ facts }: CheckContext): Promise<string> {
	if (facts.daemon.state !== 'active') return 'The daemon does not run.\n'
	const dockerode = await dockerApi()
	const all = await dockerode.listContainers({ all: true })
	const own = all.filter(({ Labels }) => suiteLabel in Labels)
	const inspected = await Promise.all(
		own.map(async ({ Id }) => ({
			...(await dockerode.getContainer(Id).inspect()),
			Logs: withoutFrames(await dockerode.getContainer(Id).logs({ stdout: true, stderr: true, tail: 100 })),
		})),
	)
	return `${JSON.stringify({ list: all, inspect: inspected }, undefined, '\t')}\n`
}

/** The log API puts an eight-byte header before each piece: the stream, three zeros, its length. */
export function withoutFrames(log: Buffer): string[] {
	const pieces: string[] = []
	for (let at = 0; at + 8 <= log.length; at += 8 + log.readUInt32BE(at + 4))
		pieces.push(log.toString('utf8', at + 8, at + 8 + log.readUInt32BE(at + 4)).trimEnd())
	return pieces
}
