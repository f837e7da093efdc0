import { expect, it } from 'vitest'
import { stackParts } from '../model/index.ts'
import { exampleCell } from '../testing/index.ts'
import { compareVersions, rangesOf } from '../versions/index.ts'
import type { Axes, Stack } from '../schema/index.ts'
import { beyondKnowledge, edges, type EdgePart, knownIssues, onlyReadOf, caveats } from './index.ts'

const ran = (stack: Partial<Stack>, axes: Partial<Axes> = {}) => ({
	...exampleCell('', '', axes),
	stack: { origins: [], ...stack },
})
const parts = (found: ReturnType<typeof beyondKnowledge>) =>
	found.map(({ part, known }) => `${part} ${known}`)

it('ends with the newest version of each part, and of kernels with a series', () => {
	const { dockerd, passt } = edges
	expect(
		beyondKnowledge(ran({ dockerd: dockerd.known, passt: passt.known, kernelRelease: '7.3.9-amd64' })),
	).toEqual([])
	expect(
		parts(beyondKnowledge(ran({ dockerd: '30.0.0', rootlesskit: '4.0.0', kernelRelease: '7.4.0' }))),
	).toEqual([`dockerd ${dockerd.known}`, `rootlesskit ${edges.rootlesskit.known}`, 'kernel 7.3'])
})

it('is asked of the driver that the cell has, and of no version that nobody knows', () => {
	expect(parts(beyondKnowledge(ran({}, { network: 'pasta@2027_01_01' })))).toEqual(['passt 2026_10_02'])
	expect(
		beyondKnowledge(ran({}, { network: 'slirp4netns', portDriver: 'builtin', docker: 'local:x' })),
	).toEqual([])
	expect(beyondKnowledge(ran({ dockerd: 'devel' }))).toEqual([])
})

it('is further for what was read about than for what was measured', () => {
	expect(parts(onlyReadOf(ran({ dockerd: '29.3.0', rootlesskit: '2.3.2' })))).toEqual(['dockerd 28.5.2'])
})

it('lies beyond every version that a rule or a caveat names', () => {
	for (const { id, when } of [...knownIssues, ...caveats])
		for (const part of Object.keys(edges) as EdgePart[])
			for (const { from, before } of rangesOf(when.versions?.[part] ?? {}))
				for (const end of [from, before])
					if (end !== undefined)
						expect(
							compareVersions(stackParts[part], end, edges[part].known),
							`${id}: ${end}`,
						).toBeLessThanOrEqual(0)
})
