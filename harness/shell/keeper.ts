import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { guestArchitecture } from '#results/architecture'
import type { ArtifactSources, OneCell, OpenOneOptions } from '#harness/run'
import type { PlannedCell } from '#results'
import { explainError, HarnessError, InterruptedError } from '#results/errors'
import type { chooseDriver, DriverChoice } from '#vm'
import { makeOwnedDirectory, removeIfEmpty } from '#vm/host'
import { keepVm, type KeptVm } from '#vm/kept'

/** What a keeper is told in its first line. */
export interface KeepRequest {
	readonly name: string
	readonly cell: PlannedCell
	readonly driver: DriverChoice
	readonly artifacts: ArtifactSources
	readonly snapshots: boolean
}

/** A keeper's lines. */
export type KeeperMessage =
	| { readonly type: 'note'; readonly message: string }
	| { readonly type: 'ready'; readonly vm: KeptVm }
	| {
			readonly type: 'failed'
			readonly code: HarnessError['code']
			readonly message: string
			readonly output?: string | undefined
	  }

/** The second line: from then on the keeper outlives who started it. */
export const STAY = 'stay'

/** Brings up the VM of a cell that another process handed over. */
export type OpenHanded = (
	options: Omit<OpenOneOptions, 'cell'> & { readonly cell: PlannedCell },
) => Promise<OneCell>

export interface KeeperOptions {
	readonly stdin: Readable
	readonly stdout: Writable
	/** Aborts when the keeper is to end. */
	readonly signal: AbortSignal
	readonly open: OpenHanded
	readonly choose: typeof chooseDriver
}

/**
 * Brings a VM up and keeps it until somebody stops it or it ends by itself. Until it is told to stay, the end of its
 * standard input ends it.
 */
export async function runKeeper({ stdin, stdout, signal, open, choose }: KeeperOptions): Promise<void> {
	stdout.on('error', () => undefined)
	const tell = (message: KeeperMessage) => void stdout.write(`${JSON.stringify(message)}\n`)
	const wanted = new AbortController()
	const ends = AbortSignal.any([signal, wanted.signal])
	const stop = (why: string) => wanted.abort(new InterruptedError(why))
	const lines = createInterface({ input: stdin })
	let stays = false
	const request = new Promise<KeepRequest>((resolve, reject) => {
		lines.once('line', (line) => {
			resolve(JSON.parse(line) as KeepRequest)
			lines.on('line', (next) => void (stays ||= next === STAY))
		})
		lines.once('close', () => {
			reject(new InterruptedError('The keeper was asked for nothing.'))
			if (!stays) stop('Who started the VM is gone.')
		})
	})
	try {
		await keep(await request, { tell, ends, stop, open, choose })
	} catch (error) {
		tell({
			type: 'failed',
			code: error instanceof HarnessError ? error.code : 'internal',
			message: explainError(error),
			output: error instanceof HarnessError ? error.output : undefined,
		})
	} finally {
		lines.close()
	}
}

interface Keeping extends Pick<KeeperOptions, 'open' | 'choose'> {
	readonly tell: (message: KeeperMessage) => void
	readonly ends: AbortSignal
	readonly stop: (why: string) => void
}

async function keep(request: KeepRequest, keeping: Keeping): Promise<void> {
	// What a VM that did not come up left is there until another harness starts.
	const evidenceDir = await makeOwnedDirectory('cell')
	try {
		await keepIn(evidenceDir, request, keeping)
	} finally {
		await removeIfEmpty(evidenceDir)
	}
}

async function keepIn(
	evidenceDir: string,
	{ name, cell, driver, artifacts, snapshots }: KeepRequest,
	{ tell, ends, stop, open, choose }: Keeping,
): Promise<void> {
	const note = (message: string) => tell({ type: 'note', message })
	await using one = await open({
		cell,
		artifacts,
		snapshots,
		evidenceDir,
		signal: ends,
		log: note,
		driver: await choose(driver, { arch: guestArchitecture([cell]), signal: ends }),
		phase: (phase, work) => {
			note(phase)
			return work()
		},
	})
	const { guest, ssh, path, daemon, evidenceDir: vmDir } = one
	const vm = {
		name,
		cell: cell.slug,
		path,
		evidenceDir: vmDir,
		ssh,
		daemon: daemon.state,
		since: new Date().toISOString(),
	}
	await using _kept = await keepVm(vm, () => stop(`The VM ${name} was stopped.`))
	tell({ type: 'ready', vm: { ...vm, pid: process.pid } })
	const over = AbortSignal.any([ends, guest.lost])
	if (!over.aborted) await new Promise((resolve) => over.addEventListener('abort', resolve, { once: true }))
	await one[Symbol.asyncDispose]()
	await rm(evidenceDir, { recursive: true, force: true })
}
