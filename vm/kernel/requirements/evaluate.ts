import type { KernelSet } from '../set/index.ts'
import { baseRequirements } from './base.ts'
import { type Blacklisting, blacklistings } from './blacklist.ts'
import { type Absence, lookUp, type Presence } from './facts.ts'
import { firewallRequirements } from './firewall.ts'
import { optionalRequirements } from './optional.ts'
import { remedy } from './packages.ts'
import type { FirewallVariant, Requirement } from './requirement.ts'
import { isIn } from './version.ts'

/** All that rootless Docker may want of a kernel. */
export const requirements: readonly Requirement[] = [
	...baseRequirements,
	...firewallRequirements,
	...optionalRequirements,
]

/**
 * What a finding means: `ok`, `breaks` rootless Docker as it comes, `limits` some configurations, `minor`, or `unknown`
 * for want of a configuration.
 */
export type Effect = 'ok' | 'breaks' | 'limits' | 'minor' | 'unknown'

/** A requirement, held against a kernel. */
export interface RequirementFinding {
	readonly requirement: Requirement
	readonly presence: Presence
	readonly effect: Effect
	readonly absence?: Absence | undefined
	/** Where it may be found. */
	readonly remedy?: string | undefined
	readonly blacklisted?: Blacklisting | undefined
}

export interface RequirementReport {
	readonly findings: readonly RequirementFinding[]
	/** The variant of iptables that works, as far as the kernel goes; nft where both do. */
	readonly firewall: FirewallVariant | 'none' | 'unknown'
}

/** Holds a kernel against what `docker` (a version; all where it is not said) wants. Pure. */
export function evaluate(set: KernelSet, docker?: string): RequirementReport {
	const linux = set.release ?? set.config?.version
	const wanted = requirements
		.filter((one) => isIn(one.docker, docker) && isIn(one.linux, linux))
		.map((one) => ({ ...one, options: optionsIn(one, linux) }))
	const blacklists = blacklistings(set.modprobe)
	const found = wanted.map((requirement) => ({ requirement, ...lookUp(set, requirement) }))
	const firewall = workingVariant(found)
	return {
		firewall,
		findings: found.map((one) => ({
			...one,
			effect: effectOf(one, firewall),
			remedy:
				one.absence === undefined
					? undefined
					: remedy({ id: one.requirement.id, options: one.requirement.options, absence: one.absence }, set),
			blacklisted: one.presence === 'module' ? blacklists.get(one.requirement.id) : undefined,
		})),
	}
}

/** A kernel whose version nobody knows may be an old one. */
const optionsIn = ({ options, narrowed }: Requirement, linux: string | undefined): readonly string[] =>
	narrowed !== undefined && linux !== undefined && isIn({ since: narrowed.since }, linux)
		? narrowed.options
		: options

type Found = Pick<RequirementFinding, 'requirement' | 'presence'>

function workingVariant(found: readonly Found[]): RequirementReport['firewall'] {
	const presences = (variant: FirewallVariant) =>
		found
			.filter(({ requirement }) => requirement.variant === variant && requirement.need === 'required')
			.map(({ presence }) => presence)
	for (const variant of ['nft', 'legacy'] as const)
		if (presences(variant).every((presence) => presence === 'builtin' || presence === 'module'))
			return variant
	return [...presences('nft'), ...presences('legacy')].includes('unknown') ? 'unknown' : 'none'
}

function effectOf({ requirement, presence }: Found, firewall: RequirementReport['firewall']): Effect {
	if (presence === 'builtin' || presence === 'module') return 'ok'
	if (presence === 'unknown') return requirement.need === 'optional' ? 'minor' : 'unknown'
	const { variant, need } = requirement
	// One variant is enough: what the other lacks is of interest to those who chose it.
	if (variant !== undefined && need === 'required' && (firewall === 'nft' || firewall === 'legacy'))
		return 'limits'
	switch (need) {
		case 'required':
			return 'breaks'
		case 'conditional':
			return 'limits'
		case 'optional':
			return 'minor'
	}
}
