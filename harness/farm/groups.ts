import type { Cell } from '#harness/matrix'

/** Cells that one job is of. */
export interface Group {
	/** `g00001`. */
	readonly id: string
	readonly cells: readonly string[]
}

/** More would keep the others waiting for one worker, fewer would lose the snapshot that they share. */
const MAX_CELLS = 8

/** Cells of one group boot the same kernel on the same base image, so that one worker prepares both once. The same for every reader of a plan. */
export function groupsOf(cells: readonly Cell[]): Group[] {
	const alike = new Map<string, string[]>()
	for (const { id, axes } of cells) {
		const { kernel, guest, brNetfilter, cmdline, modules, upgradeFrom } = axes
		const key = [kernel, guest, brNetfilter, cmdline, modules, upgradeFrom].map(({ raw }) => raw).join('\n')
		const ids = alike.get(key)
		if (ids) ids.push(id)
		else alike.set(key, [id])
	}
	const groups: Group[] = []
	for (const ids of alike.values())
		for (let from = 0; from < ids.length; from += MAX_CELLS)
			groups.push({
				id: `g${String(groups.length + 1).padStart(5, '0')}`,
				cells: ids.slice(from, from + MAX_CELLS),
			})
	return groups
}
