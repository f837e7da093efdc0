import { compareVersions } from '#results'
import { debian12 } from './debian-12/index.ts'
import { debian13 } from './debian-13/index.ts'
import { debian13AppArmor } from './debian-13-apparmor/index.ts'
import type { GuestDistribution } from './distribution.ts'
import { ubuntu2404 } from './ubuntu-24.04/index.ts'

export type { GuestDistribution, GuestLimit } from './distribution.ts'

/** In the order in which messages and the reference name them. */
export const distributions: readonly GuestDistribution[] = [debian13, debian12, debian13AppArmor, ubuntu2404]

/** The oldest Linux that a guest is booted with, by its value of the axis; undefined where nobody has looked. */
export const minLinuxOf = (guest: string): string | undefined =>
	distributions.find(({ value }) => value === guest)?.minLinux

/** The oldest Linux that any guest is booted with. */
export const oldestLinux = (): string =>
	distributions
		.flatMap(({ minLinux }) => minLinux ?? [])
		.reduce((oldest, one) => ((compareVersions('kernel', one, oldest) ?? 0) < 0 ? one : oldest))
