import { debian12 } from './debian-12/index.ts'
import { debian13 } from './debian-13/index.ts'
import type { GuestDistribution } from './distribution.ts'
import { ubuntu2404 } from './ubuntu-24.04/index.ts'

export type { GuestDistribution, GuestLimit } from './distribution.ts'

/** In the order in which messages and the reference name them. */
export const distributions: readonly GuestDistribution[] = [debian13, debian12, ubuntu2404]
