/**
 * What is said of a kernel's files before anything boots, in older runs as well. `@1` is translated itself, item by item
 * where it is a list with semicolons.
 */
export const kernelPatterns: readonly (readonly [english: RegExp, chinese: string])[] = [
	[
		/^(This kernel|The kernel \S+) is User Mode Linux, a program, which no virtual machine boots\. Expected a kernel for (\S+)\.$/,
		'@1 是 User Mode Linux，即一个程序，任何虚拟机都不能启动它。需要 $2 的内核。',
	],
	[
		/^(This kernel|The kernel \S+) is a 32-bit one \((\w+)\), and the guest's programs are for (\S+)\. Expected a 64-bit kernel\.$/,
		'@1 是 32 位的（$2），而客户机的程序用于 $3。需要 64 位内核。',
	],
	[
		/^(This kernel|The kernel \S+) is for (\w+), and the guest is for (\S+)\. Expected a kernel for \S+\.$/,
		'@1 用于 $2，而客户机用于 $3。需要 $3 的内核。',
	],
	[
		/^(\S+) is a vmlinux without a PVH entry \(CONFIG_PVH\), which (?:cannot be started directly|\w+ cannot start)\. Expected the bzImage of the same build\.$/,
		'$1 是没有 PVH 入口（CONFIG_PVH）的 vmlinux，无法直接启动。需要同一次编译的 bzImage。',
	],
	[
		/^(This kernel|The kernel \S+) is too old: the guest's systemd is made for Linux (\S+) or newer\.$/,
		'@1 太旧：客户机的 systemd 需要 Linux $2 或更新的版本。',
	],
	[
		/^(This kernel|The kernel \S+) has no user namespaces \(CONFIG_USER_NS is not set\): rootless Docker is impossible on it\.$/,
		'@1 没有用户命名空间（未设置 CONFIG_USER_NS）：不可能在其上运行 rootless Docker。',
	],
	[/^(This kernel|The kernel \S+) is built without CONFIG_(\w+): (.+)\.$/, '@1 编译时未设置 CONFIG_$2：@3。'],
	[
		/^The kernel has no driver for a (disk|network card|root file system) that (?:a VM here|\w+) has; expected one of (.+?)\. (.+)\.$/,
		'此内核没有这里的虚拟机所提供的任何@1的驱动；需要其中之一：$2。@3。',
	],
	[/^The (disk|network card|console) is (\S+): (.+)\.$/, '@1使用 $2：@3。'],
	[
		/^Not built \(CONFIG_(\w+) is not set\): no package of this kernel has it\.$/,
		'未编译（未设置 CONFIG_$1）：此内核的任何软件包都没有它。',
	],
	[
		/^(Built as a module(?: or not at all)?); its file is not in what was given\. Give all that has modules of (.+)\.$/,
		'@1；所给文件中没有它。请提供包含@2的模块的所有文件。',
	],
	[/^In (\S+) of (.+), which was not given\.$/, '在 @2 的 $1 中，未提供该软件包。'],
	[
		/^(Built as a module(?: or not at all)?); it is in none of the packages of (.+) \(judging by the release\) that were given\.$/,
		'@1；所给的 @2（据内核版本号判断）软件包中都没有它。',
	],
	[
		/^(Built as a module(?: or not at all)?); likely in (.+) of (.+) \(judging by the release\), which was not given\.$/,
		'@1；很可能在 @3（据内核版本号判断）的 @2 中，未提供该软件包。',
	],
	[
		/^(.+) has nothing of a kernel in it: no image, modules or configuration\.$/,
		'$1 中没有任何与内核有关的内容：没有映像、模块或配置。',
	],
	[/^Links were not followed: (.+) and (\d+) more\.$/, '未跟随链接：$1，以及另外 $2 个。'],
	[/^Links were not followed: (.+)\.$/, '未跟随链接：$1。'],
]

/** What stands within those sentences; a text of its own is never one of these. */
export const kernelParts: readonly (readonly [english: RegExp, chinese: string])[] = [
	[/^This kernel$/, '此内核'],
	[/^this kernel$/, '此内核'],
	[/^The kernel (\S+)$/, '内核 $1'],
	[/^disk$/, '磁盘'],
	[/^network card$/, '网卡'],
	[/^console$/, '控制台'],
	[/^root file system$/, '根文件系统'],
	[/^(\S+): CONFIG_(\S+) is not set$/, '$1：未设置 CONFIG_$2'],
	[/^(\S+): no module (\S+) in what was given$/, '$1：所给文件中没有模块 $2'],
	[/^Built as a module$/, '编译为模块'],
	[/^Built as a module or not at all$/, '编译为模块或未编译'],
	[/^(RHEL \S+) or its like$/, '$1 或同类发行版'],
	[/^(\S+) or (\S+)$/, '$1 或 $2'],
	[/^(\S+) or (\S+) or (\S+)$/, '$1、$2 或 $3'],
	[/^Alpine or Arch Linux$/, 'Alpine 或 Arch Linux'],
	[/^the VM boots from an initrd$/, '虚拟机从 initrd 启动'],
	[/^\/dev is made by the kernel$/, '/dev 由内核创建'],
	[/^systemd talks over sockets of the family unix$/, 'systemd 使用 unix 套接字通信'],
	[/^\/run is one$/, '/run 就是 tmpfs'],
	[/^systemd asks for file handles$/, 'systemd 需要文件句柄'],
	[/^systemd puts every process in a control group$/, 'systemd 将每个进程放入控制组'],
	[/^the harness talks to the guest over TCP$/, '测试工具通过 TCP 与客户机通信'],
]
