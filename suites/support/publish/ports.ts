/** The host ports that the suites publish on. */
export const ports = {
	/** All addresses, of the fixture `web`. */
	any: 8080,
	loopback: 8081,
	loopbackV6: 8082,
	udp: 8083,
	nic: 8084,
	contested: 8085,
	twice: 8086,
	sctp: 8087,
	/** Below ip_unprivileged_port_start, and of no service of the VM. */
	privileged: 81,
} as const

const size = 2
/** One server of the fixture `ranges` listens on each of these. */
const inside = 8090

/** Published as themselves, and as another range. */
export const ranges = {
	same: { hostPort: 8090, containerPort: inside, size },
	translated: { hostPort: 8100, containerPort: inside, size },
} as const

export type Range = (typeof ranges)[keyof typeof ranges]

export const insidePorts: readonly number[] = Array.from({ length: size }, (_, at) => inside + at)
