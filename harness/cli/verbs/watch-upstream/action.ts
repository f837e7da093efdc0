import { dirname, resolve } from 'node:path'
import type { Command } from 'commander'
import { type Matrix, readMatrixFile, readMatrixText } from '#harness/matrix'
import {
	addValues,
	compareValues,
	knownPathFor,
	type NewValues,
	readKnown,
	watchedAxes,
	writeKnown,
} from '#harness/watch-upstream'
import { lockPathFor } from '#images/pins'
import { ConfigurationError } from '#results'
import { unreadable } from '#results/errors'
import { writeAtomic } from '#vm/host'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import type { WatchUpstreamFlags } from './command.ts'

/** New values of one axis: more of them are another mirror, or a new release of Debian, and a night of a week. */
const MAX_NEW = 20

export async function watchUpstreamAction(
	flags: WatchUpstreamFlags,
	command: Command,
	context: Context,
): Promise<void> {
	refuse(command, strayWords(command))
	const file = resolve(flags.matrix)
	const text = await readMatrixFile(file, { signal: context.interrupts.signal }).catch((cause: unknown) => {
		throw unreadable(
			`matrix file ${flags.matrix}`,
			cause,
			'A preset cannot be added to: `rootless-matrix init` writes a matrix file.',
		)
	})
	const matrix = readMatrixText(text, flags.matrix)
	const path = flags.known ?? knownPathFor(file)
	const before = await readKnown(path)
	const offered = await offeredBy(file, matrix, context)
	const found = watchedAxes.map((axis) =>
		compareValues(axis, offered[axis], {
			known: before?.values[axis] ?? offered[axis],
			matrix: matrix.axes[axis === 'passt' ? 'network' : axis],
		}),
	)
	assertFew(found, path)
	const changed = found.some(({ add }) => add.length > 0)
	if (!flags.dryRun) {
		// The matrix first: what is known and was not added would never be tested.
		if (changed) await writeAtomic(file, addValues(text, flags.matrix, found))
		await writeKnown(path, before?.values, offered, new Date(context.now()))
	}
	const { stdout } = context
	if (flags.json)
		return void stdout.write(`${JSON.stringify({ since: before?.at ?? null, new: found }, null, '\t')}\n`)
	stdout.write(`${lines(found, before?.at, flags).map(oneLine).join('\n')}\n`)
}

async function offeredBy(
	file: string,
	{ mirrors }: Matrix,
	{ services, env, interrupts: { signal }, stderr }: Context,
) {
	const artifacts = { mirrors: [...mirrors], baseDir: dirname(file), lockPath: lockPathFor(file) }
	const log = (message: string) => void stderr.write(`${oneLine(message)}\n`)
	const list = (axis: (typeof watchedAxes)[number]) =>
		services.listValues(axis, { artifacts, env, signal, log })
	return {
		kernel: await list('kernel'),
		passt: await list('passt'),
		docker: await list('docker'),
		rootlesskit: await list('rootlesskit'),
	}
}

function assertFew(found: readonly NewValues[], path: string): void {
	for (const { axis, add } of found)
		if (add.length > MAX_NEW)
			throw new ConfigurationError(
				`the mirrors have ${add.length} new versions of ${axis}, and ${MAX_NEW} are added by themselves at most`,
				{
					hint: `Is it another mirror? Add by hand what is to be tested and remove ${path}: what is there now counts as known then.`,
				},
			)
}

function lines(
	found: readonly NewValues[],
	since: string | undefined,
	{ matrix, dryRun }: WatchUpstreamFlags,
): string[] {
	if (since === undefined)
		return [`What the mirrors have is known from now on; nothing is added to ${matrix} the first time.`]
	const said = found.flatMap(({ axis, add, covered, unreadable, isVaried, count }) => [
		...add.map((value) => `${dryRun ? 'Would add' : 'Added'} to ${matrix}: ${axis} ${value}`),
		...covered.map(({ value, by }) => `New: ${axis} ${value}, which ${by} stands for`),
		...unreadable.map((value) => `New, and no value of the axis: ${axis} ${value}`),
		...(isVaried || count === 0 ? [] : [`New: ${count} of ${axis}, which ${matrix} does not vary`]),
	])
	return said.length > 0 ? said : [`Nothing is new in the mirrors since ${since}.`]
}
