import { inRange } from '#results/versions'
import { condition } from '../check/condition.ts'

/**
 * Where the daemon's unit can be started in a prepared world and says how that went. The unit of 20.10 is of Type=simple: it is
 * `active` before dockerd has begun; and its dockerd-rootless.sh starts no dockerd but the one in PATH (no DOCKERD). Seen
 * so in Debian's 20.10.24, and otherwise in 26.1.5.
 */
export const unitTells = condition(
	'not with a Docker before 23.0',
	(cell) =>
		inRange('program', cell.versions.dockerd ?? '', { before: '23.0.0' }) !== true ||
		'the unit of Docker before 23.0 does not say when its daemon is up',
)
