package org.activityrelay.relay.configuration;

/** A setting that cannot be used as it is. */
public class InvalidSettingException extends RuntimeException {

    private final String key;
    private final String what;
    private final String remedy;

    /**
     * @param key of the setting
     * @param what is wrong with it
     * @param remedy what to do about it
     */
    public InvalidSettingException(String key, String what, String remedy) {
        super(key + ": " + what + ", " + remedy);
        this.key = key;
        this.what = what;
        this.remedy = remedy;
    }

    public String key() {
        return key;
    }

    public String what() {
        return what;
    }

    public String remedy() {
        return remedy;
    }
}
