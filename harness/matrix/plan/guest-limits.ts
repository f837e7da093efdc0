import { distributions, type GuestLimit } from '#images/providers'
import { type Axes, defaultGuest, inRange } from '#results'
import { axisValue } from '../axes.ts'
import type { Constraint } from './constraint.ts'

/** A guest's libraries, and what Debian built for newer ones. */
export const guestConstraints: readonly Constraint[] = distributions.flatMap(
	({ value, title, limits = [] }) =>
		limits.map((limit): Constraint => {
			const facet = limit.part === 'docker' ? 'dockerBeyondGuest' : 'networkBeyondGuest'
			return {
				id: `${value.replace(':', '-')}-runs-no-newer-${limit.part}`,
				when: { [facet]: limit },
				requires: { [facet]: [] },
				reason: `${title} runs no ${limit.part} that Debian built for a later release (from ${limit.from} on), since ${limit.because}`,
			}
		}),
)

const limitsOf = ({ guest = defaultGuest }: Partial<Axes>): readonly GuestLimit[] =>
	axisValue('guest', guest)?.limits ?? []

/** Only Debian's programs are linked to a release's libraries: upstream's are static, and others are their owner's to know. */
export function dockerBeyondGuest(axes: Partial<Axes>): GuestLimit | undefined {
	const limits = limitsOf(axes).filter(({ part }) => part === 'docker')
	const versions = [axes.docker, axes.upgradeFrom].flatMap((text) => {
		const value = text === undefined ? undefined : axisValue('docker', text)
		return value?.provider === 'debian' && value.version !== undefined ? [value.version] : []
	})
	return limits.find(({ from }) => versions.some((version) => inRange('program', version, { from }) === true))
}

export function networkBeyondGuest(axes: Partial<Axes>): GuestLimit | undefined {
	const value = axes.network === undefined ? undefined : axisValue('network', axes.network)
	if (value?.version === undefined) return undefined
	const { driver, version } = value
	const kind = driver === 'pasta' ? 'passt' : 'program'
	return limitsOf(axes).find(({ part, from }) => part === driver && inRange(kind, version, { from }) === true)
}
