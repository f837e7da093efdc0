import { type Cell, loadMatrix, planMatrix, recorded } from '#harness/matrix'
import {
	eventsVersion,
	formText,
	describeWays,
	type NewEvent,
	type PlannedCell,
	type RunEvent,
	type Stack,
} from '#results'
import { checked, runEnded, stamped } from '#results/testing'
import { type CheckExpectation, expectAll } from '../explain.ts'
import { predictStack } from '../predict-stack.ts'
import { asKnown } from './known-failure.ts'

/** Goes before the matrix's name wherever a report says it: nobody is to take such a run for one that was run. */
export const madeUpName = 'made up'

/** What becomes of a cell beyond what `explain` expects of it: its number in the plan, from 0. */
export interface Fate {
	/** Nothing was available for it, and why. */
	readonly unavailable?: (cell: number) => string | undefined
	/** The checks that fail in its first attempt and hold in its second. */
	readonly flaky?: (cell: number) => readonly string[]
	/** Checks that fail in a way that nobody knows. */
	readonly broken?: (cell: number) => readonly string[]
	/** The harness or the machine broke, and why. */
	readonly error?: (cell: number) => string | undefined
}

function stackOf({ axes }: Cell): Stack {
	const predicted = predictStack(axes)
	return {
		containerd: '1.7.24',
		runc: '1.1.15',
		docker: predicted.dockerd,
		...predicted,
		kernelRelease: `${axes.kernel.value.version ?? axes.kernel.raw}.1+deb-cloud-amd64`,
		origins: [],
	}
}

/** Of one check, as `explain` expects it; `ms` are made up as well. */
function eventsOf(cell: PlannedCell, one: CheckExpectation, place: number): NewEvent[] {
	const ms = 200 + ((place * 331) % 4000)
	switch (one.expect) {
		case 'skipped':
			return checked(cell.id, one.check, { outcome: 'skipped', ms: 0, message: one.reason })
		case 'known': {
			const ways = asKnown(one.rule.checks[one.check] ?? {}, one.check)
			return failed(cell, one.check, ways, ms)
		}
		case 'pass':
		case 'depends':
		case 'not-known':
			return checked(cell.id, one.check, { ms })
	}
}

function failed(cell: PlannedCell, check: string, ways: ReturnType<typeof asKnown>, ms = 5000): NewEvent[] {
	return checked(cell.id, check, {
		outcome: 'fail',
		ms,
		message: formText(describeWays(ways)),
		ways,
		evidence: [`cells/${cell.slug}/${check}/network-host.txt`],
	})
}

const phases = { boot: 14_000, install: 9000, daemon: 12_000, suites: 70_000 } as const

function attemptOf(cell: Cell, attempt: number, fate: Fate, place: number): NewEvent[] {
	const planned = recorded(cell)
	const of = { cell: cell.id }
	const start: NewEvent = { type: 'cell.started', ...of, attempt }
	const gone = fate.unavailable?.(place)
	if (gone !== undefined)
		return [start, { type: 'cell.ended', ...of, outcome: 'unavailable', code: 'ARTIFACT', reason: gone }]
	const flaky = attempt === 1 ? (fate.flaky?.(place) ?? []) : []
	const broken = [...flaky, ...(fate.broken?.(place) ?? [])]
	const reason = fate.error?.(place)
	const stack = stackOf(cell)
	const { checks } = expectAll({ axes: planned.axes, daemonSettings: cell.daemonSettings, stack })
	const asked = reason === undefined ? checks : checks.slice(0, Math.floor(checks.length / 2))
	return [
		start,
		...Object.entries(phases).flatMap(([phase, ms]): NewEvent[] => [
			{ type: 'phase.started', ...of, phase },
			{ type: 'phase.ended', ...of, phase, ms: ms + ((place * 977) % 5000) },
		]),
		{ type: 'stack.reported', ...of, stack, accelerator: 'tcg' },
		...asked.flatMap((one, index) =>
			broken.includes(one.check) && one.expect !== 'skipped'
				? failed(planned, one.check, [{ way: 'made-up', ok: false, form: { kind: 'timeout' } }])
				: eventsOf(planned, one, index),
		),
		{ type: 'cell.ended', ...of, outcome: reason === undefined ? 'completed' : 'error', reason },
	]
}

/**
 * A run of a preset as `explain` expects it, but for what its `fate` says. It says of itself that it is made up.
 * @param shard the cells with numbers of this remainder, as one shard of so many.
 */
export async function madeUpRun(
	preset: string,
	fate: Fate = {},
	shard?: { readonly index: number; readonly of: number },
): Promise<RunEvent[]> {
	const plan = planMatrix(await loadMatrix({ preset }))
	const cells = [...plan.cells.entries()].filter(
		([place]) => shard === undefined || place % shard.of === shard.index - 1,
	)
	const started: NewEvent = {
		type: 'run.started',
		eventsVersion,
		runId: `${madeUpName.replace(' ', '-')}-${preset}${shard === undefined ? '' : `-${shard.index}`}`,
		matrix: `${madeUpName}: ${preset}`,
		matrixHash: plan.matrixHash,
		tool: { version: '0.1.0' },
		host: { driver: 'QEMU', driverVersion: '10.0.8', accelerator: 'tcg', cpus: 2 },
		...(shard === undefined ? {} : { shard: { ...shard, cells: plan.cells.length } }),
		cells: cells.map(([, cell]) => recorded(cell)),
	}
	const events = cells.flatMap(([place, cell]) => [
		...attemptOf(cell, 1, fate, place),
		...((fate.flaky?.(place) ?? []).length === 0 ? [] : attemptOf(cell, 2, fate, place)),
	])
	return stamped([started, ...events, runEnded])
}
