import { describe, expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { recorded } from '../cell.ts'
import { readMatrix } from '../file/read-matrix.ts'
import { planMatrix } from './plan-matrix.ts'

const file = (axes: Record<string, string | string[]>) =>
	planMatrix(
		readMatrix(
			`schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${JSON.stringify({ ...exampleAxes, ...axes })}\ncoverage: full`,
			'm.yaml',
		),
	)

const plain = file({ docker: 'debian:26.1' })

describe('an upgrade', () => {
	it('that is none is no part of a cell', () => {
		const named = file({ docker: 'debian:26.1', upgradeFrom: 'none' })
		expect(named.cells.map(recorded)).toEqual(plain.cells.map(recorded))
		expect(named.matrixHash).toBe(plain.matrixHash)
	})

	it('makes another cell, which says what it is from', () => {
		const [cell] = file({ docker: 'debian:26.1', upgradeFrom: 'debian:20.10' }).cells.map(recorded)
		const [first] = plain.cells.map(recorded)
		expect(cell?.id).not.toBe(first?.id)
		expect(cell?.slug).toBe(`${first?.slug}-from-docker20.10`)
		expect(cell?.axes).toEqual({ ...first?.axes, upgradeFrom: 'debian:20.10' })
	})

	it('from a Docker to itself is left out, with the reason', () => {
		const { cells, excluded } = file({
			docker: ['debian:26.1', 'debian:28.5'],
			upgradeFrom: ['none', 'debian:26.1'],
		})
		expect(cells.map(({ axes }) => `${axes.upgradeFrom.raw} → ${axes.docker.raw}`).sort()).toEqual([
			'debian:26.1 → debian:28.5',
			'none → debian:26.1',
			'none → debian:28.5',
		])
		expect(JSON.stringify(excluded)).toContain('a Docker is not upgraded from itself')
	})

	it('is of programs that the guest can run', () => {
		const { cells, excluded } = file({
			docker: 'upstream:27.5.1',
			network: 'slirp4netns@1.2.0',
			portDriver: 'builtin',
			guest: 'debian:12',
			upgradeFrom: ['debian:20.10', 'debian:26.1'],
		})
		expect(cells.map(({ axes }) => axes.upgradeFrom.raw)).toEqual(['debian:20.10'])
		expect(JSON.stringify(excluded)).toContain(
			'Debian 12 runs no docker that Debian built for a later release',
		)
	})

	it('from what is no Docker is refused, with what there is', () => {
		expect(() => file({ upgradeFrom: 'podman:5' })).toThrow(
			/axes\.upgradeFrom.*expected "none", or .*debian:26\.1.*, found "podman:5"/s,
		)
	})
})
