import type { GuestDistribution } from '../distribution.ts'

export const ubuntu2404: GuestDistribution = {
	value: 'ubuntu:24.04',
	title: 'Ubuntu 24.04',
	about: 'Understood, but this version has no way to build it: its cells are `unavailable`.',
}
