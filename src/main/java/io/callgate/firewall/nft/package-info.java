/** How the kernel's nf_tables is asked, told and heard. */
package io.callgate.firewall.nft;
