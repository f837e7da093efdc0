import { expect, it } from 'vitest'
import type { Axes } from '#results'
import { exampleAxes as axes } from '#results/testing'
import { readAxes } from '../cell.ts'
import { unavailableReason as reasonOf } from './unavailable.ts'

const unavailableReason = (raw: Axes) => reasonOf(readAxes(raw))

it('names every value that this version cannot try, and none that it can', () => {
	expect(unavailableReason(axes)).toBeUndefined()
	expect(unavailableReason({ ...axes, network: 'vpnkit' })).toMatch(/^network: .* "vpnkit"$/)
	expect(unavailableReason({ ...axes, kernel: 'file:x.deb' })).toBeUndefined()
	for (const docker of ['upstream:27.5.1', 'local:out'])
		expect(unavailableReason({ ...axes, docker, rootlesskit: 'upstream:2.3.2' })).toBeUndefined()
})
