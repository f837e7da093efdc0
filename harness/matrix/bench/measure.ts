import { expectationFor, type Stack } from '#results'
import { catalogue } from '#suites'
import { readMatrix } from '../file/read-matrix.ts'
import { rawAxes } from '../cell.ts'
import { planMatrix, type Plan } from '../plan/plan-matrix.ts'

/** Numbers of values that make about so many cells which can be run: 12 for each kernel, docker and profile. */
const shapes: Readonly<Record<number, { kernels: number; dockers: number; daemons: number }>> = {
	1_000: { kernels: 7, dockers: 4, daemons: 3 },
	10_000: { kernels: 17, dockers: 7, daemons: 7 },
	100_000: { kernels: 33, dockers: 28, daemons: 9 },
}

const list = (count: number, value: (index: number) => string): string =>
	`[${Array.from({ length: count }, (_, index) => value(index)).join(', ')}]`

/** A matrix file of about so many cells. */
export function matrixText(cells: number, coverage: 'full' | 'pairwise'): string {
	const { kernels, dockers, daemons } = shapes[cells] ?? { kernels: 1, dockers: 1, daemons: 1 }
	return `schemaVersion: 1
name: bench
daemons: { ${Array.from({ length: daemons }, (_, index) => `p${index}: { icc: false, ignore-br-netfilter-error: '${index}' }`).join(', ')} }
axes:
  kernel: ${list(kernels, (index) => `debian:6.${index}`)}
  brNetfilter: [loaded, unloaded, absent]
  docker: ${list(dockers, (index) => `debian:26.${index}`)}
  rootlesskit: [debian:2.0.2]
  network: [slirp4netns, pasta@2024_10_30, pasta@2025_05_03]
  portDriver: [builtin, slirp4netns, implicit]
  daemon: ${list(daemons, (index) => `p${index}`)}
coverage: ${coverage}
`
}

export interface Measured {
	readonly cells: number
	/** Wall clock. */
	readonly ms: number
	/** The processor's time: what is left of `ms` on a machine with nothing else to do. */
	readonly cpuMs: number
}

function timed<T>(work: () => T): { value: T; ms: number; cpuMs: number } {
	const [started, cpu] = [performance.now(), process.cpuUsage()]
	const value = work()
	const { user, system } = process.cpuUsage(cpu)
	return { value, ms: Math.round(performance.now() - started), cpuMs: Math.round((user + system) / 1000) }
}

export function measurePlan(text: string): Measured & { plan: Plan } {
	const { value: plan, ...time } = timed(() => planMatrix(readMatrix(text, 'bench.yaml')))
	return { cells: plan.cells.length, ...time, plan }
}

const stack: Stack = { rootlesskit: '2.0.2', slirp4netns: '1.2.1', kernelRelease: '6.12.107', origins: [] }

/** The rule engine asked about every check of every cell. @returns how many of them a known issue answers, too. */
export function measureRules({ cells }: Plan): Measured & { known: number } {
	const { value: known, ...time } = timed(() => {
		let count = 0
		for (const { axes, daemonSettings } of cells)
			for (const { id } of catalogue)
				if (expectationFor({ axes: rawAxes(axes), daemonSettings, stack }, id)) count++
		return count
	})
	return { cells: cells.length, ...time, known }
}
