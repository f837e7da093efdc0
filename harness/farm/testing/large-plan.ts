import { type Plan, planMatrix } from '#harness/matrix'
import { exampleAxes } from '#results/testing'

/** As many cells as asked for, eight of each kernel. */
export function manyCells(count: number): Plan {
	const axes = Object.fromEntries(Object.entries(exampleAxes).map(([axis, value]) => [axis, [value]]))
	const kernels = Array.from(
		{ length: Math.ceil(count / 8) },
		(_, index) => `debian:6.12.${index + 1}+deb13-cloud-amd64`,
	)
	const daemons = Array.from({ length: 8 }, (_, index): [string, { mtu: number }] => [
		`mtu${index}`,
		{ mtu: 1400 + index },
	])
	const plan = planMatrix({
		name: 'many',
		coverage: 'full',
		seed: 1,
		mirrors: [],
		cells: [],
		include: [],
		exclude: [],
		daemons: Object.fromEntries(daemons),
		axes: { ...axes, kernel: kernels, daemon: daemons.map(([name]) => name) },
	})
	if (plan.cells.length !== kernels.length * 8) throw new Error(`${plan.cells.length} cells`)
	return plan
}
