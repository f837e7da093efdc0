import type { Cell } from '#harness/matrix'
import { ConfigurationError, type PartOrigin, type RunState } from '#results'
import { withheldIn } from '../artifacts/kernel-fit.ts'
import { imagesOf } from '../artifacts/images-of.ts'
import type { RunArtifacts } from '../artifacts/run-artifacts.ts'
import type { ResumedRun } from './resume.ts'

type Started = RunState['started']

/** What a run is made with now. */
export interface RunInputs {
	readonly tool: Started['tool']
	readonly host: Started['host']
	readonly artifacts: Pick<RunArtifacts, 'stack' | 'kernel' | 'forCell'>
	/** All cells of the plan. */
	readonly cells: readonly Cell[]
}

/**
 * Holds a run that is resumed against what it was begun with. The number of processors may differ: it changes how long
 * things take, not what they say.
 * @throws ConfigurationError naming every difference: its cells would not be comparable with each other.
 */
export async function assertSameInputs(
	{ state, done }: Pick<ResumedRun, 'state' | 'done'>,
	now: RunInputs,
): Promise<void> {
	const differences = [
		...toolDifferences(state.started, now),
		...(await artifactDifferences(state, done, now)),
	]
	const images = await imageDifferences(state, done, now)
	differences.push(...images)
	if (differences.length === 0) return
	throw new ConfigurationError(
		[
			`The run ${state.started.runId} cannot be resumed: its other cells would be of something else.`,
			...differences.map((difference) => `  ${difference}`),
		].join('\n'),
		{
			hint:
				images.length === differences.length
					? 'The base image is built anew every 30 days, so that Debian’s updates reach the guests: start a new run.'
					: 'Resume it with what it was started with, or start a new run.',
		},
	)
}

/** Of the harness and the machine, in sentences. */
export function toolDifferences(before: Pick<Started, 'tool' | 'host'>, now: Pick<Started, 'tool' | 'host'>) {
	const facts = [
		['rootless-matrix', before.tool.version, now.tool.version],
		[
			"rootless-matrix's own files",
			before.tool.sources ?? 'not recorded',
			now.tool.sources ?? 'not recorded',
		],
		['VM driver', driverOf(before.host), driverOf(now.host)],
		['accelerator', before.host.accelerator, now.host.accelerator],
	] as const
	return facts
		.filter(([, then, today]) => then !== today && !then.endsWith('unknown'))
		.map(([what, then, today]) => `${what}: was ${then}, is ${today}`)
}

const driverOf = ({ driver, driverVersion }: Started['host']): string => `${driver} ${driverVersion}`

/** The axes whose values are artifacts. */
const artifactAxes = ['docker', 'rootlesskit', 'network', 'upgradeFrom', 'kernel'] as const

/**
 * What a value of the matrix stood for in the cells that are done, and stands for now. Only values of cells that are left
 * count. What is not available now makes its cells `unavailable`; it mixes nothing.
 */
async function artifactDifferences(
	{ cells: recorded }: RunState,
	done: ReadonlySet<string>,
	{ artifacts, cells }: RunInputs,
): Promise<string[]> {
	const differences = new Set<string>()
	const left = cells.filter(({ id }) => !done.has(id))
	for (const axis of artifactAxes) {
		const seen = new Set<string>()
		for (const cell of left) {
			const value = cell.axes[axis].raw
			if (seen.has(value)) continue
			const before = [...recorded.values()].find(
				({ plan, end }) => end.state === 'completed' && plan.axes[axis] === value,
			)
			if (!before) continue
			seen.add(value)
			for (const difference of originDifferences(
				before.stack.origins,
				await originsOf(axis, cell, artifacts),
			))
				differences.add(`${axis} ${value}: ${difference}`)
		}
	}
	return [...differences]
}

/**
 * In the images that the harness builds, of guests that are left: the base image is renewed by the calendar, and one run must
 * not have two guests under one name. Runs from before images were recorded have none to compare.
 */
async function imageDifferences(
	{ cells: recorded }: RunState,
	done: ReadonlySet<string>,
	{ artifacts, cells }: RunInputs,
): Promise<string[]> {
	const before = new Map<string, Set<string>>()
	for (const [id, { images }] of recorded)
		if (done.has(id))
			for (const { image, key } of images) before.set(image, (before.get(image) ?? new Set()).add(key))
	const differences = new Set<string>()
	const seen = new Set<string>()
	for (const cell of cells) {
		const guest = cell.axes.guest.raw
		if (done.has(cell.id) || seen.has(guest) || before.size === 0) continue
		// What is not available now makes its cell `unavailable`, and another one of this guest is asked.
		const found = await artifacts.forCell(cell).catch(() => undefined)
		if (found === undefined) continue
		seen.add(guest)
		for (const { image, key } of imagesOf(cell, found))
			for (const was of before.get(image) ?? [])
				if (was !== key)
					differences.add(`the image ${image}: was ${was.slice(0, 12)}, is ${key.slice(0, 12)}`)
	}
	return [...differences]
}

async function originsOf(
	axis: (typeof artifactAxes)[number],
	cell: Cell,
	artifacts: RunInputs['artifacts'],
): Promise<readonly PartOrigin[]> {
	try {
		if (axis === 'kernel') return (await artifacts.kernel(cell.axes.kernel, withheldIn(cell))).origins
		const parts = await artifacts.stack(cell)
		return parts.filter(({ name }) => name === axis).flatMap(({ origins }) => origins)
	} catch {
		return []
	}
}

/** `before` has the origins of all parts of a stack, `now` those of some; in sentences. */
export function originDifferences(before: readonly PartOrigin[], now: readonly PartOrigin[]): string[] {
	return now.flatMap((origin) => {
		const { part, version, sha256 } = origin
		const same = before.filter((one) => one.part === part && one.provider === origin.provider)
		if (same.length === 0) return [`${part} ${version} was not part of it`]
		if (same.some((one) => one.sha256 === sha256)) return []
		const [was] = same
		return was ? [`${part} was ${was.version} (${short(was)}), is ${version} (${short(origin)})`] : []
	})
}

const short = ({ sha256 }: PartOrigin): string => `sha256 ${sha256.slice(0, 12)}`
