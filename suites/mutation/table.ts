import { catalogue } from '../catalogue/index.ts'
import { type MutationCellName, mutationCells } from '../worlds/cells.ts'
import type { Mutation } from '../worlds/model.ts'

import { bridge, dns, egress, isolation } from './table/builtin.ts'
import { daemon } from './table/daemon.ts'
import { oldPasta, pasta, pastaOverIpv6, slirpPorts } from './table/drivers.ts'
import { icc, noProxy } from './table/icc.ts'
import { publish } from './table/publish.ts'

/** Every broken world, in the order in which they are tried in their cells. */
export const mutations: readonly Mutation[] = [
	...egress,
	...dns,
	...bridge,
	...isolation,
	...publish,
	...icc,
	...noProxy,
	...pasta,
	...oldPasta,
	...slirpPorts,
	...pastaOverIpv6,
	...daemon,
	...catalogue.flatMap((check) => check.mutations ?? []),
]
	// What restarts the daemon ends the containers of the others.
	.toSorted((a, b) => Number(a.restart !== undefined) - Number(b.restart !== undefined))

/** The mutations of each cell, for those cells that have some. */
export function byCell(
	some: readonly Mutation[] = mutations,
): ReadonlyMap<MutationCellName, readonly Mutation[]> {
	const names = Object.keys(mutationCells) as MutationCellName[]
	const entries = names.map((name) => [name, some.filter(({ cell }) => cell === name)] as const)
	return new Map(entries.filter(([, own]) => own.length > 0))
}
