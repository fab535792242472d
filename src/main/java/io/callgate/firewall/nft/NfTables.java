package io.callgate.firewall.nft;

/** Numbers of {@code linux/netfilter/nf_tables.h}: messages, and the attributes of what they tell of. */
final class NfTables {

    static final int SUBSYSTEM = 10;

    static final int GET_TABLE = 1;
    static final int GET_CHAIN = 4;
    static final int NEW_RULE = 6;
    static final int GET_RULE = 7;
    static final int DELETE_RULE = 8;
    static final int GET_SET = 10;
    static final int NEW_ELEMENTS = 12;
    static final int GET_ELEMENTS = 13;
    static final int DELETE_ELEMENTS = 14;
    static final int NEW_GENERATION = 15;
    static final int GET_GENERATION = 16;
    static final int GET_OBJECT = 19;

    /** {@code NFNL_MSG_BATCH_BEGIN} and {@code _END} of {@code nfnetlink.h}: of all subsystems. */
    static final int BATCH_BEGIN = 0x10;

    static final int BATCH_END = 0x11;

    /** The name of the table, in whatever is in one. */
    static final int TABLE_NAME = 1;

    static final int TABLE_FLAGS = 2;

    static final int CHAIN_NAME = 3;
    static final int CHAIN_HOOK = 4;
    static final int CHAIN_POLICY = 5;
    static final int CHAIN_TYPE = 7;
    static final int HOOK_NUMBER = 1;
    static final int HOOK_PRIORITY = 2;

    static final int RULE_CHAIN = 2;
    static final int RULE_HANDLE = 3;

    static final int SET_NAME = 2;
    static final int SET_FLAGS = 3;
    static final int SET_KEY_LENGTH = 5;
    static final int SET_ANONYMOUS = 1;

    static final int OBJECT_NAME = 2;
    static final int OBJECT_TYPE = 3;
    static final int OBJECT_DATA = 4;
    static final int OBJECT_COUNTER = 1;
    static final int COUNTER_PACKETS = 2;

    static final int ELEMENTS_SET = 2;
    static final int ELEMENTS_LIST = 3;
    static final int LIST_ELEMENT = 1;
    static final int ELEMENT_KEY = 1;
    static final int ELEMENT_FLAGS = 3;

    /** Until when: milliseconds that an element has when it is entered, or has left. */
    static final int ELEMENT_TIMEOUT = 4;

    static final int ELEMENT_EXPIRATION = 5;
    static final int ELEMENT_USER_DATA = 6;
    static final int ELEMENT_INTERVAL_END = 1;
    static final int DATA_VALUE = 1;

    static final int GENERATION_NUMBER = 1;
    static final int GENERATION_PROCESS = 2;
    static final int GENERATION_PROCESS_NAME = 3;

    private NfTables() {}

    /** The type of a message: its number within the subsystem. */
    static int type(int message) {
        return SUBSYSTEM << 8 | message;
    }
}
