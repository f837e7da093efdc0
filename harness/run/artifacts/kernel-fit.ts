import { ArtifactFault } from '#images'
import { type Cell, modulesThatAre } from '#harness/matrix'
import { minLinuxOf } from '#images/providers'
import { ArtifactError, type BrNetfilterState, compareVersions } from '#results'
import type { KernelFiles } from './kernel-files.ts'

/** @throws ArtifactFault for a state of br_netfilter that a kernel cannot have. */
export function assertState({ release, brNetfilter }: KernelFiles, state: BrNetfilterState): void {
	if (brNetfilter === 'missing' && state !== 'absent')
		throw new ArtifactFault('unsupported', `Linux ${release} has no br_netfilter that could be ${state}.`, {
			hint:
				'Choose brNetfilter: absent for this kernel, or give the package that has the module as well: ' +
				'on RHEL 10 and its like kernel-modules-extra.',
		})
	if (brNetfilter === 'builtin' && state === 'unloaded')
		throw new ArtifactFault(
			'unsupported',
			`br_netfilter is built into Linux ${release}, and cannot be unloaded.`,
			{
				hint: 'Choose brNetfilter: loaded for this kernel.',
			},
		)
}

/** Modules that a cell's host has none of, though its kernel may. */
export const withheldIn = ({ axes: { brNetfilter, modules } }: Pick<Cell, 'axes'>): readonly string[] => [
	...(brNetfilter.value === 'absent' ? ['br_netfilter'] : []),
	...modulesThatAre('absent', modules),
]

/** @throws ArtifactFault when a cell wants modules loaded that its kernel does not have. */
export async function assertModules(
	{ release, missing }: Pick<KernelFiles, 'release' | 'missing'>,
	{ axes: { modules } }: Pick<Cell, 'axes'>,
): Promise<void> {
	const loaded = modulesThatAre('loaded', modules)
	const lacking = loaded.length === 0 ? [] : ((await missing?.(loaded)) ?? [])
	if (lacking.length === 0) return
	throw new ArtifactFault(
		'unsupported',
		`Linux ${release} has no ${lacking.join(', ')} that could be loaded.`,
		{
			hint: 'Choose another value of modules for this kernel, or give the package that has the module as well.',
		},
	)
}

/** @throws ArtifactFault for a kernel that the guest's systemd does not run on. */
export function assertGuest(
	{ release }: Pick<KernelFiles, 'release'>,
	{ raw }: { readonly raw: string },
): void {
	const minLinux = minLinuxOf(raw)
	if (minLinux === undefined || (compareVersions('kernel', release, minLinux) ?? 0) >= 0) return
	throw new ArtifactFault(
		'cannot-run',
		`Linux ${release} is too old for the guest ${raw}, whose systemd is made for ${minLinux} or newer.`,
		{ hint: 'Choose an older guest, such as debian:12.' },
	)
}

/** A module that is built in cannot be withheld: there is no such kernel to test. */
export function notThisKernel(error: unknown): never {
	if (!(error instanceof ArtifactError) || error instanceof ArtifactFault) throw error
	throw new ArtifactFault('unsupported', error.message, {
		...(error.hint ? { hint: error.hint } : {}),
		cause: error,
	})
}
