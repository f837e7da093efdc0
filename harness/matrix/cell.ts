import { askedVersions, type StackRequest } from '#images/providers'
import { type Axes, axisDefaults, axisText, noUpgrade, type PlannedCell, type StackVersions } from '#results'
import { type AxisValue, type AxisValues, readAxis } from './axes.ts'

/** A value for each axis, understood. */
export type CellAxes = { readonly [A in keyof AxisValues]: AxisValue<A> }

/** A cell of a plan. What is recorded of it (`recorded`) has the file's texts alone. */
export interface Cell extends Omit<PlannedCell, 'axes'> {
	readonly axes: CellAxes
}

/** Written out: a large plan asks it for each cell. @throws RangeError for texts that no matrix file could hold, or none. */
export const readAxes = (axes: Partial<Axes>): CellAxes => ({
	kernel: valueOf(axes, 'kernel'),
	brNetfilter: valueOf(axes, 'brNetfilter'),
	docker: valueOf(axes, 'docker'),
	rootlesskit: valueOf(axes, 'rootlesskit'),
	network: valueOf(axes, 'network'),
	portDriver: valueOf(axes, 'portDriver'),
	daemon: valueOf(axes, 'daemon'),
	guest: valueOf(axes, 'guest'),
	cmdline: valueOf(axes, 'cmdline'),
	modules: valueOf(axes, 'modules'),
	upgradeFrom: valueOf(axes, 'upgradeFrom'),
})

function valueOf<A extends keyof AxisValues>(axes: Partial<Axes>, axis: A): AxisValue<A> {
	const text = axisText(axes, axis)
	const read = readAxis(axis, text)
	if ('expected' in read) throw new RangeError(`${axis}: expected ${read.expected}, found "${text}"`)
	return read
}

/** The axes as the matrix file has them, and as results have them: defaults of optional axes are left out. */
export const rawAxes = (axes: CellAxes): Axes => ({
	kernel: axes.kernel.raw,
	brNetfilter: axes.brNetfilter.raw,
	docker: axes.docker.raw,
	rootlesskit: axes.rootlesskit.raw,
	network: axes.network.raw,
	portDriver: axes.portDriver.raw,
	daemon: axes.daemon.raw,
	...(axes.guest.raw === axisDefaults.guest ? {} : { guest: axes.guest.raw }),
	...(axes.cmdline.raw === axisDefaults.cmdline ? {} : { cmdline: axes.cmdline.raw }),
	...(axes.modules.raw === axisDefaults.modules ? {} : { modules: axes.modules.raw }),
	...(axes.upgradeFrom.raw === axisDefaults.upgradeFrom ? {} : { upgradeFrom: axes.upgradeFrom.raw }),
})

/** A cell as events and results record it. */
export const recorded = (cell: Cell): PlannedCell => ({ ...cell, axes: rawAxes(cell.axes) })

/** A recorded cell, understood. @throws RangeError for axes that no matrix file could hold. */
export const readCell = (planned: PlannedCell): Cell => ({ ...planned, axes: readAxes(planned.axes) })

/** What a cell's stack is made of. */
export const stackRequest = ({
	docker,
	rootlesskit,
	network,
	guest,
	upgradeFrom,
}: CellAxes): StackRequest => ({
	docker: docker.value,
	rootlesskit: rootlesskit.value,
	network: network.value,
	guest: guest.value,
	...(upgradeFrom.value === noUpgrade ? {} : { upgradeFrom: upgradeFrom.value }),
})

/** The versions that the axes name themselves. */
export const askedOf = ({
	docker,
	rootlesskit,
	network,
}: Pick<CellAxes, 'docker' | 'rootlesskit' | 'network'>): StackVersions =>
	askedVersions({ docker: docker.value, rootlesskit: rootlesskit.value, network: network.value })
