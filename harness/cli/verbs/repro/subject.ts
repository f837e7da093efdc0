import { existsSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { type Architecture, guestArchitecture } from '#results/architecture'
import { isBundle } from '#harness/collect'
import { explainWords } from '#harness/explain'
import { type Cell, fullValue, type Plan, planMatrix, readAxis } from '#harness/matrix'
import { kernelFileOf, kernelFilesText } from '#images/providers'
import {
	axisNames,
	type Axes,
	type CellRecord,
	ConfigurationError,
	type DaemonSettings,
	languages,
	reasonWords,
} from '#results'
import { type KernelSet, lookUp } from '#vm/kernel'
import { openBundle } from '../collect/bundle.ts'
import { configurationFlagsOf } from '../../flags/configuration-flags.ts'
import { configuredCell } from '../explain/explain-cell.ts'
import { type Inspection, inspectKernel } from '../kernel/inspection.ts'
import { foldRun } from '../report/read-run.ts'
import type { ReproFlags } from './command.ts'

/** One cell to run. */
export interface Subject {
	readonly plan: Plan
	/** What is known of a kernel of one's own before it boots. */
	readonly inspection?: Inspection | undefined
	/** What was not said, in words. */
	readonly assumed: readonly string[]
}

interface Asked {
	readonly problems: string[]
	readonly signal: AbortSignal
	/** Reads the files of a kernel. */
	readonly readKernel: (words: readonly string[]) => Promise<KernelSet>
}

/** The cell that the words and flags of the command line mean; what is wrong with them is added to `problems`. */
export async function readSubject(
	words: readonly string[],
	flags: ReproFlags,
	asked: Asked,
): Promise<Subject | undefined> {
	const [only = '', ...others] = words
	if (await isBundle(only)) return bundleSubject(only, others, flags, asked)
	const run = others.length === 0 ? runOf(only) : undefined
	if (run !== undefined) return recordedSubject(run, basename(resolve(only)), asked)
	const isValue = others.length === 0 && !existsSync(only)
	const value = fullValue('kernel', only)
	if (isValue && 'value' in readAxis('kernel', value)) return configuredSubject(value, flags, asked)
	// What is no file either is told by who reads it.
	const inspection = inspectKernel(await asked.readKernel(words), versionOf(flags.docker), flags.guest)
	// Relative, since they are recorded: whose home it is, is not for every reader of a run.
	const files = words.map(kernelFileOf).map((file) => ({ ...file, path: relative('', file.path) || '.' }))
	return configuredSubject(kernelFilesText(files), flags, asked, inspection)
}

/** The run that a path is a cell of. */
function runOf(path: string): string | undefined {
	const above = dirname(resolve(path))
	return [above, dirname(above)].find((dir) => existsSync(join(dir, 'events.ndjson')))
}

/** The machine that a bundle is of, with its own kernel where that is given; flags go before what the bundle says. */
async function bundleSubject(
	path: string,
	kernel: readonly string[],
	flags: ReproFlags,
	asked: Asked,
): Promise<Subject | undefined> {
	const { configuration, notes } = await openBundle(path, asked.signal)
	const found = configurationFlagsOf(configuration)
	const known = found.passt === undefined ? { slirp4netns: true as const, ...found } : found
	const words = kernel.length > 0 ? kernel : [configuration.kernel ?? '6.12']
	const subject = await readSubject(
		words,
		{ ...flags, ...known, docker: known.docker ?? flags.docker, ...givenFlags(flags) },
		asked,
	)
	const told = notes.map((note) => reasonWords(note, languages[flags.lang]))
	return subject && { ...subject, assumed: [...told, ...subject.assumed] }
}

/** What the command line says itself: its one default is no word against a bundle's. */
const givenFlags = (flags: ReproFlags): Partial<ReproFlags> => {
	const { docker, ...others } = flags
	return docker === '27.5.1' ? others : flags
}

async function recordedSubject(
	run: string,
	name: string,
	{ problems, signal }: Asked,
): Promise<Subject | undefined> {
	const { results } = await foldRun(run, { verb: 'repro', signal })
	const record = results.cells.find(({ slug, id }) => slug === name || id === name)
	if (record === undefined) {
		problems.push(`${run} has no cell "${name}"; it has ${results.cells.map(({ slug }) => slug).join(', ')}`)
		return undefined
	}
	const plan = planOf(record.axes, record.daemonSettings, guestArchitecture([record]))
	return { plan: renamed(plan, () => record.slug), assumed: [] }
}

function configuredSubject(
	kernel: string,
	flags: ReproFlags,
	{ problems }: Asked,
	inspection?: Inspection,
): Subject | undefined {
	const { daemon } = flags
	const brNetfilter = flags.brNetfilter ?? (inspection && stateOf(inspection))
	const configured = configuredCell(
		{ ...configurationFlagsOf(flags), kernel, brNetfilter },
		problems,
		explainWords[flags.lang],
	)
	if (configured === undefined) return undefined
	const { axes, daemonSettings } = configured.cell
	const plan = planOf({ ...axes, daemon: daemon === undefined ? 'default' : 'asked' }, daemonSettings)
	const release = inspection?.set.release
	const slugged =
		release === undefined
			? plan
			: renamed(
					plan,
					({ slug, axes: { brNetfilter } }) =>
						`k${release.replace(/[^\w.+~-]/g, '_')}${slug.slice(slug.indexOf(`-${brNetfilter.raw}`))}`,
				)
	return { plan: slugged, inspection, assumed: configured.assumed }
}

/** Without its modules, or where it is not known, br_netfilter is no worse off loaded: the guest says what it has. */
function stateOf({ set }: Inspection): string {
	const { presence } = lookUp(set, { options: ['BRIDGE_NETFILTER'], modules: ['br_netfilter'] })
	return presence === 'missing' ? 'absent' : 'loaded'
}

/** The version in `--docker`, for rules that know versions only. */
const versionOf = (docker: string): string => /\d+\.\d+(\.\d+)?/.exec(docker)?.[0] ?? docker

/** @throws ConfigurationError when no such cell can be run. */
function planOf(axes: CellRecord['axes'], settings: DaemonSettings, arch?: Architecture): Plan {
	const lists = Object.fromEntries(
		axisNames.flatMap((axis) => {
			const value: Axes[typeof axis] | undefined = axes[axis]
			return value === undefined ? [] : [[axis, [value]]]
		}),
	)
	const plan = planMatrix({
		name: 'repro',
		arch,
		mirrors: [],
		coverage: 'full',
		seed: 1,
		cells: [],
		include: [],
		exclude: [],
		daemons: { [axes.daemon]: settings },
		axes: lists,
	})
	if (plan.cells.length === 1) return plan
	throw new ConfigurationError('there is no such configuration', {
		hint: plan.excluded.map(({ reason }) => reason).join('; '),
	})
}

const renamed = (plan: Plan, slugOf: (cell: Cell) => string): Plan => ({
	...plan,
	cells: plan.cells.map((cell) => ({ ...cell, slug: slugOf(cell) })),
})
